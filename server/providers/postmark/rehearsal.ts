import { createHash, randomBytes } from 'node:crypto';
import type { ReportKind } from '#server/domain/message/report.ts';
import type { Rehearsal, RehearsedReport, SignedRequest, Signing } from '#server/providers/provider.ts';
import type { BounceType } from './bounce-types.ts';
import type { RecordType } from './payload.ts';

type RehearsedKind = Exclude<ReportKind, 'accepted' | 'sent' | 'read'>;
type Fields = Readonly<Record<string, unknown>>;

/** What Postmark would say for each kind of report. It never reports that it accepted or sent a message. */
const spoken: Record<RehearsedKind, (report: RehearsedReport) => Fields & { RecordType: RecordType }> = {
  delivered: (report) => ({
    RecordType: 'Delivery',
    Recipient: report.recipient,
    DeliveredAt: report.at,
    Details: report.reason ?? 'smtp;250 2.0.0 OK',
  }),
  deferred: (report) => bounce(report, 'Transient', 2, 'smtp;451 4.4.1 try again later'),
  soft_bounced: (report) => bounce(report, 'SoftBounce', 4096, 'smtp;552 5.2.2 mailbox full'),
  hard_bounced: (report) => bounce(report, 'HardBounce', 1, 'smtp;550 5.1.1 no such user'),
  dropped: (report) => bounce(report, 'ManuallyDeactivated', 100_002, ''),
  failed: (report) => bounce(report, 'TemplateRenderingFailed', 100_010, ''),
  opened: (report) => ({
    RecordType: 'Open',
    FirstOpen: true,
    Recipient: report.recipient,
    ReceivedAt: report.at,
    ...visit(report),
  }),
  clicked: (report) => ({
    RecordType: 'Click',
    ClickLocation: 'HTML',
    Recipient: report.recipient,
    ReceivedAt: report.at,
    OriginalLink: report.url ?? 'https://www.example.com/',
    ...visit(report),
  }),
  complained: (report) => ({ ...bounce(report, 'SpamComplaint', 100_001, ''), RecordType: 'SpamComplaint' }),
  unsubscribed: (report) => ({
    RecordType: 'SubscriptionChange',
    Recipient: report.recipient,
    ChangedAt: report.at,
    Origin: 'Recipient',
    SuppressSending: true,
    SuppressionReason: 'ManualSuppression',
  }),
  // A reactivation names no message, so the rehearsal uses the other way in which people come back.
  resubscribed: (report) => bounce(report, 'Subscribe', 32, ''),
};

/** Postmark's side of the wire. */
export const rehearsal: Rehearsal = {
  // Safe: the keys of `spoken` are exactly RehearsedKind, as its type demands.
  kinds: Object.keys(spoken) as RehearsedKind[],
  credentials() {
    const secret = `rehearsal:${randomBytes(32).toString('base64url')}`;
    return { environment: { POSTMARK_WEBHOOK_CREDENTIALS: secret }, secret };
  },
  requests: (reports, signing) =>
    reports.map((report) => carry(Buffer.from(JSON.stringify(eventOf(report))), signing)),
  sign: carry,
};

function carry(body: Buffer, { secret }: Signing): SignedRequest {
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Postmark',
      authorization: `Basic ${Buffer.from(secret).toString('base64')}`,
    },
    body,
  };
}

function eventOf(report: RehearsedReport): Fields {
  if (report.kind === 'accepted' || report.kind === 'sent' || report.kind === 'read') {
    throw new RangeError(`Postmark reports no \`${report.kind}\`; see \`rehearsal.kinds\`.`);
  }
  return {
    ...spoken[report.kind](report),
    MessageID: report.providerMessageId,
    MessageStream: 'outbound',
    ServerID: 23,
    Tag: report.category ?? '',
    // JSON leaves out what is undefined, as Postmark leaves out what it was not given.
    Metadata: {
      earshot_message_id: report.messageId,
      earshot_category: report.category,
      earshot_template: report.template,
    },
  };
}

function bounce(report: RehearsedReport, type: BounceType, code: number, details: string) {
  return {
    RecordType: 'Bounce',
    ID: createHash('sha256').update(JSON.stringify(report)).digest().readUIntBE(0, 6),
    Type: type,
    TypeCode: code,
    Name: type,
    Description: 'A rehearsed bounce.',
    Details: report.reason ?? details,
    Email: report.recipient,
    BouncedAt: report.at,
    Subject: report.subjectLine,
    DumpAvailable: false,
    Inactive: type === 'HardBounce',
    CanActivate: true,
  } as const;
}

const browser =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const linkScanner = 'Mozilla/5.0 (compatible; ExampleLinkScanner/1.0)';

function visit(report: RehearsedReport) {
  const guessed = report.machine !== true ? browser : report.kind === 'opened' ? 'Mozilla/5.0' : linkScanner;
  return {
    UserAgent: report.userAgent ?? guessed,
    Platform: 'Mobile',
    Geo: { IP: report.ip ?? '203.0.113.7' },
  };
}
