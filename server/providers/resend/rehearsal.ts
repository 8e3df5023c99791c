import type { ReportKind } from '#server/domain/message/report.ts';
import type { Rehearsal, RehearsedReport } from '#server/providers/provider.ts';
import { standardRehearsal } from '#server/providers/standard-rehearsal.ts';
import type { EmailEventName } from './payload.ts';
import { headerNames, variable } from './settings.ts';

type RehearsedKind = Exclude<ReportKind, 'sent' | 'read' | 'unsubscribed' | 'resubscribed'>;
type Fields = Readonly<Record<string, unknown>>;

/** What Resend would say for each kind of report. What contacts wish for names no message. */
const spoken: Record<RehearsedKind, (report: RehearsedReport) => { type: EmailEventName; data?: Fields }> = {
  accepted: () => ({ type: 'email.sent' }),
  deferred: () => ({ type: 'email.delivery_delayed' }),
  delivered: () => ({ type: 'email.delivered' }),
  soft_bounced: (report) => bounced(report, 'Transient', 'MailboxFull', 'smtp; 552 5.2.2 mailbox full'),
  hard_bounced: (report) => bounced(report, 'Permanent', 'General', 'smtp; 550 5.1.1 no such user'),
  dropped: ({ reason }) => ({
    type: 'email.suppressed',
    data: {
      suppressed: {
        message: reason ?? 'Not sent: on the suppression list',
        type: 'OnAccountSuppressionList',
      },
    },
  }),
  failed: ({ codes }) => ({
    type: 'email.failed',
    data: { failed: { reason: codes?.provider ?? 'reached_daily_quota' } },
  }),
  opened: () => ({ type: 'email.opened' }),
  clicked: (report) => ({
    type: 'email.clicked',
    data: {
      click: {
        ipAddress: report.ip ?? '203.0.113.7',
        link: report.url ?? 'https://www.example.com/',
        timestamp: report.at,
        userAgent: report.userAgent ?? (report.machine === true ? linkScanner : browser),
      },
    },
  }),
  complained: () => ({ type: 'email.complained' }),
};

/** Resend's side of the wire. */
export const rehearsal: Rehearsal = {
  // Safe: the keys of `spoken` are exactly RehearsedKind, as its type demands.
  ...standardRehearsal(variable, Object.keys(spoken) as RehearsedKind[], eventOf, headerNames),
  lacks: ['machine'],
};

function eventOf(report: RehearsedReport): Fields {
  const { kind } = report;
  if (kind === 'sent' || kind === 'read' || kind === 'unsubscribed' || kind === 'resubscribed') {
    throw new RangeError(`Resend reports no \`${kind}\` of a message; see \`rehearsal.kinds\`.`);
  }
  const { type, data } = spoken[kind](report);
  return {
    type,
    created_at: report.at,
    data: {
      created_at: report.at,
      email_id: report.providerMessageId,
      from: 'Example <sender@example.com>',
      to: [report.recipient],
      subject: report.subjectLine,
      ...data,
      // JSON leaves out what is undefined, as Resend leaves out tags that were not set.
      tags: {
        earshot_message_id: report.messageId,
        earshot_category: report.category,
        earshot_template: report.template,
      },
    },
  };
}

function bounced(report: RehearsedReport, type: string, subType: string, answer: string) {
  return {
    type: 'email.bounced',
    data: {
      bounce: { type, subType, message: 'A rehearsed bounce.', diagnosticCode: [report.reason ?? answer] },
    },
  } as const;
}

const browser =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const linkScanner = 'Mozilla/5.0 (compatible; ExampleLinkScanner/1.0)';
