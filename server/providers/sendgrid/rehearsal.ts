import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { msFromInstant } from '#server/domain/instant.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import type { Rehearsal, RehearsedReport, SignedRequest, Signing } from '#server/providers/provider.ts';
import type { MessageEventName } from './payload.ts';
import { signatureHeader, timestampHeader } from './verify.ts';

type RehearsedKind = Exclude<ReportKind, 'sent' | 'read'>;
type Fields = Readonly<Record<string, unknown>>;

/** What SendGrid would say for each kind of report. SendGrid never reports `sent` or `read`. */
const spoken: Record<RehearsedKind, (report: RehearsedReport) => Fields & { event: MessageEventName }> = {
  accepted: () => ({ event: 'processed' }),
  deferred: ({ reason, codes }) => ({
    event: 'deferred',
    response: reason ?? '450 4.2.0 try again later',
    attempt: String(codes?.attempt ?? 1),
  }),
  soft_bounced: (report) => ({
    ...bounce(report, '552 5.2.2 mailbox full', '5.2.2'),
    type: 'blocked',
    bounce_classification: report.codes?.provider ?? 'Mailbox Unavailable',
  }),
  hard_bounced: (report) => ({
    ...bounce(report, '550 5.1.1 no such user', '5.1.1'),
    type: 'bounce',
    bounce_classification: 'Invalid Address',
  }),
  dropped: ({ reason }) => ({ event: 'dropped', reason: reason ?? 'Bounced Address' }),
  failed: () => ({ event: 'dropped', reason: 'Invalid SMTPAPI header' }),
  delivered: ({ reason }) => ({ event: 'delivered', response: reason ?? '250 2.0.0 OK', tls: 1 }),
  opened: (report) => ({
    ...visit(report),
    event: 'open',
    sg_content_type: 'html',
    sg_machine_open: report.machine === true,
  }),
  clicked: (report) => ({
    ...visit(report),
    event: 'click',
    url: report.url ?? 'https://www.example.com/',
    url_offset: { index: 0, type: 'html' },
  }),
  complained: () => ({ event: 'spamreport' }),
  unsubscribed: (report) => ({ ...visit(report), event: 'unsubscribe' }),
  resubscribed: (report) => ({ ...visit(report), event: 'group_resubscribe', asm_group_id: 1 }),
};

/** SendGrid's side of the wire. Its clock has whole seconds, so the milliseconds of a report are lost. */
export const rehearsal: Rehearsal = {
  // Safe: the keys of `spoken` are exactly RehearsedKind, as its type demands.
  kinds: Object.keys(spoken) as RehearsedKind[],
  credentials() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return {
      environment: {
        SENDGRID_WEBHOOK_PUBLIC_KEYS: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      },
      secret: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    };
  },
  requests(reports, signing) {
    if (reports.length === 0) return [];
    const events = reports.map((report) => JSON.stringify(eventOf(report)));
    return [signBody(Buffer.from(`[${events.join(',\r\n')}]\r\n`), signing)];
  },
  sign: signBody,
};

function signBody(body: Buffer, { secret, signedAt }: Signing): SignedRequest {
  const timestamp = String(Math.floor(msFromInstant(signedAt) / 1000));
  const key = createPrivateKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8' });
  const signature = sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), key);
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'SendGrid Event API',
      [signatureHeader]: signature.toString('base64'),
      [timestampHeader]: timestamp,
    },
    body,
  };
}

function eventOf(report: RehearsedReport): Fields {
  if (report.kind === 'sent' || report.kind === 'read') {
    throw new RangeError(`SendGrid reports no \`${report.kind}\`; see \`rehearsal.kinds\`.`);
  }
  return {
    email: report.recipient,
    timestamp: Math.floor(msFromInstant(report.at) / 1000),
    ...spoken[report.kind](report),
    sg_event_id: createHash('sha256').update(JSON.stringify(report)).digest('base64url').slice(0, 32),
    sg_message_id: `${report.providerMessageId}.recvd-5d8f7b6c94-7xk2p-1-65A1B2C3-1A.0`,
    'smtp-id': `<${report.providerMessageId}@geopod-ismtpd-1>`,
    // JSON leaves out what is undefined, as SendGrid leaves out what it was not given.
    category: report.category === undefined ? undefined : [report.category],
    subject: report.subjectLine,
    earshot_message_id: report.messageId,
    earshot_category: report.category,
    earshot_template: report.template,
  };
}

function bounce(report: RehearsedReport, reason: string, status: string) {
  return {
    event: 'bounce',
    reason: report.reason ?? reason,
    status: report.codes?.enhanced ?? status,
    tls: 1,
  } as const;
}

const browser =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const linkScanner = 'Mozilla/5.0 (compatible; ExampleLinkScanner/1.0)';

function visit(report: RehearsedReport) {
  const guessed = report.machine !== true ? browser : report.kind === 'opened' ? 'Mozilla/5.0' : linkScanner;
  return { ip: report.ip ?? '203.0.113.7', useragent: report.userAgent ?? guessed };
}
