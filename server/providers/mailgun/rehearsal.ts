import { createHash, createHmac, randomBytes } from 'node:crypto';
import { msFromInstant } from '#server/domain/instant.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import { parseJson } from '#server/providers/json-items.ts';
import type { Rehearsal, RehearsedReport, SignedRequest, Signing } from '#server/providers/provider.ts';
import type { MessageEventName } from './payload.ts';

type RehearsedKind = Exclude<ReportKind, 'sent' | 'read' | 'failed' | 'resubscribed'>;
type Fields = Readonly<Record<string, unknown>>;

/** What Mailgun would say for each kind of report. It never says that a message was sent, read or failed by our fault. */
const spoken: Record<RehearsedKind, (report: RehearsedReport) => Fields & { event: MessageEventName }> = {
  accepted: () => ({ event: 'accepted', method: 'HTTP' }),
  delivered: (report) => ({ event: 'delivered', 'delivery-status': status(report, 250, 'OK') }),
  deferred: (report) => ({
    ...failed('temporary', 'generic'),
    'delivery-status': status(report, 451, '4.4.1 try again later', '4.4.1'),
  }),
  soft_bounced: (report) => ({
    ...failed('permanent', 'bounce'),
    'delivery-status': status(report, 552, '5.2.2 mailbox full', '5.2.2'),
  }),
  hard_bounced: (report) => ({
    ...failed('permanent', 'bounce'),
    'delivery-status': { ...status(report, 550, '5.1.1 no such user', '5.1.1'), 'bounce-type': 'hard' },
  }),
  dropped: (report) => ({
    ...failed('permanent', 'suppress-bounce'),
    'delivery-status': status(report, 605, 'Not delivering to previously bounced address'),
  }),
  opened: (report) => ({ event: 'opened', ...visit(report) }),
  clicked: (report) => ({
    event: 'clicked',
    ...visit(report),
    url: report.url ?? 'https://www.example.com/',
  }),
  complained: () => ({ event: 'complained' }),
  unsubscribed: (report) => ({ event: 'unsubscribed', ...visit(report) }),
};

/** Mailgun's side of the wire: one event a request, each under a token that the same event always gets. */
export const rehearsal: Rehearsal = {
  // Safe: the keys of `spoken` are exactly RehearsedKind, as its type demands.
  kinds: Object.keys(spoken) as RehearsedKind[],
  credentials() {
    const secret = randomBytes(16).toString('hex');
    return { environment: { MAILGUN_WEBHOOK_SIGNING_KEYS: secret }, secret };
  },
  requests: (reports, signing) =>
    reports.map((report) => sign(Buffer.from(JSON.stringify(eventOf(report))), signing)),
  sign,
  wire: {
    eventsIn: (body) => [JSON.parse(body.toString())['event-data']],
    bodyOf: (event) => bodyOf('{}', JSON.stringify(event)),
  },
};

/** Puts the event beside a signature; what is no JSON is carried as text. */
function sign(event: Buffer, { secret, signedAt }: Signing): SignedRequest {
  const timestamp = String(Math.floor(msFromInstant(signedAt) / 1000));
  const token = createHash('sha256').update(timestamp).update(event).digest('hex').slice(0, 50);
  const signature = createHmac('sha256', secret).update(`${timestamp}${token}`).digest('hex');
  const text = event.toString('utf8');
  return {
    headers: { 'content-type': 'application/json', 'user-agent': 'mailgun/treq-20.9.0' },
    body: bodyOf(
      JSON.stringify({ timestamp, token, signature }),
      parseJson(text) === undefined ? JSON.stringify(text) : text,
    ),
  };
}

function bodyOf(signature: string, event: string): Buffer {
  return Buffer.from(`{"signature":${signature},"event-data":${event}}`);
}

function eventOf(report: RehearsedReport): Fields {
  const { kind } = report;
  if (kind === 'sent' || kind === 'read' || kind === 'failed' || kind === 'resubscribed') {
    throw new RangeError(`Mailgun reports no \`${kind}\`; see \`rehearsal.kinds\`.`);
  }
  return {
    ...spoken[kind](report),
    id: createHash('sha256').update(JSON.stringify(report)).digest('base64url').slice(0, 22),
    timestamp: msFromInstant(report.at) / 1000,
    'log-level': 'info',
    recipient: report.recipient,
    'recipient-domain': report.recipient.split('@')[1],
    message: {
      headers: {
        to: report.recipient,
        'message-id': report.providerMessageId,
        from: 'sender@example.com',
        subject: report.subjectLine,
      },
      attachments: [],
      size: 809,
    },
    tags: report.category === undefined ? [] : [report.category],
    campaigns: [],
    flags: { 'is-authenticated': true, 'is-routed': false, 'is-system-test': false, 'is-test-mode': false },
    // JSON leaves out what is undefined, as Mailgun leaves out what it was not given.
    'user-variables': {
      earshot_message_id: report.messageId,
      earshot_category: report.category,
      earshot_template: report.template,
    },
  };
}

function failed(severity: 'temporary' | 'permanent', reason: string) {
  return { event: 'failed', severity, reason } as const;
}

function status(report: RehearsedReport, code: number, message: string, enhanced?: string) {
  return {
    code,
    message: report.reason ?? message,
    description: '',
    'enhanced-code': report.codes?.enhanced ?? enhanced,
    'attempt-no': report.codes?.attempt ?? 1,
    'mx-host': 'mx.example.com',
    'session-seconds': 0.5,
    tls: true,
  };
}

const browser =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const linkScanner = 'Mozilla/5.0 (compatible; ExampleLinkScanner/1.0)';

function visit(report: RehearsedReport) {
  const isOpen = report.kind === 'opened';
  const guessed = report.machine !== true ? browser : isOpen ? 'Mozilla/5.0' : linkScanner;
  return {
    ip: report.ip ?? '203.0.113.7',
    'client-info': {
      bot: report.machine !== true ? '' : isOpen ? 'apple' : 'generic',
      'client-type': 'mobile browser',
      'device-type': 'mobile',
      'user-agent': report.userAgent ?? guessed,
    },
  };
}
