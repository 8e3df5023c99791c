import { createHash, randomBytes } from 'node:crypto';
import type { ReportKind } from '#server/domain/message/report.ts';
import type {
  Rehearsal,
  RehearsedReply,
  RehearsedReport,
  SignedRequest,
  Signing,
} from '#server/providers/provider.ts';
import { meaningOf } from './error-codes.ts';
import { fieldsOf, signedText } from './form.ts';
import type { Status } from './payload.ts';
import { bodyHashName, signatureHeader, signatureOf } from './verify.ts';

type RehearsedKind = Exclude<
  ReportKind,
  'opened' | 'clicked' | 'complained' | 'unsubscribed' | 'resubscribed'
>;

interface Spoken {
  readonly status: Status;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** What Twilio would say for each kind of report. */
const spoken: Record<RehearsedKind, Spoken> = {
  accepted: { status: 'queued' },
  sent: { status: 'sent' },
  deferred: { status: 'partially_delivered' },
  delivered: { status: 'delivered' },
  read: { status: 'read' },
  soft_bounced: {
    status: 'undelivered',
    errorCode: '30003',
    errorMessage: 'Unreachable destination handset',
  },
  hard_bounced: { status: 'undelivered', errorCode: '30005', errorMessage: 'Unknown destination handset' },
  dropped: { status: 'undelivered', errorCode: '30007', errorMessage: 'Message filtered' },
  failed: { status: 'failed', errorCode: '30034', errorMessage: 'Message from an unregistered number' },
};

const sender = '+15005550006';
const account = `AC${'0'.repeat(31)}1`;

/** Twilio's side of the wire: one callback a report, to the address that each message was sent with. */
export const rehearsal: Rehearsal = {
  // Safe: the keys of `spoken` are exactly RehearsedKind, as its type demands.
  kinds: Object.keys(spoken) as RehearsedKind[],
  lacks: ['at'],
  credentials() {
    const secret = randomBytes(16).toString('hex');
    return { environment: { TWILIO_AUTH_TOKENS: secret }, secret };
  },
  requests: (reports, signing) =>
    reports.map((report) => signForm(formOf(fieldsOfReport(report)), queryOf(report), signing)),
  replies: (replies, signing) => replies.map((reply) => signForm(formOf(fieldsOfReply(reply)), '', signing)),
  sign(body, signing) {
    if (!isJson(body)) return signForm(body, '', signing);
    const query = `?${bodyHashName}=${createHash('sha256').update(body).digest('hex')}`;
    return signed('application/json', body, query, '', signing);
  },
  wire: { eventsIn: (body) => [fieldsOf(body.toString())], bodyOf: formOf },
};

function signForm(body: Buffer, query: string, signing: Signing): SignedRequest {
  const type = 'application/x-www-form-urlencoded; charset=utf-8';
  return signed(type, body, query, signedText(body.toString()), signing);
}

function signed(
  type: string,
  body: Buffer,
  query: string,
  text: string,
  { secret, url }: Signing,
): SignedRequest {
  const signature = signatureOf(secret, `${url}${query}`, text).toString('base64');
  return {
    headers: { 'content-type': type, 'user-agent': 'TwilioProxy/1.1', [signatureHeader]: signature },
    body,
    query,
  };
}

function fieldsOfReport(report: RehearsedReport): Readonly<Record<string, unknown>> {
  const { status, errorCode, errorMessage } = spokenOf(report);
  return {
    ...(errorCode === undefined ? {} : { ErrorCode: errorCode, ErrorMessage: report.reason ?? errorMessage }),
    ApiVersion: '2010-04-01',
    MessageStatus: status,
    SmsStatus: status,
    SmsSid: report.providerMessageId,
    MessageSid: report.providerMessageId,
    AccountSid: account,
    From: sender,
    To: report.recipient,
  };
}

/** As of a Messaging Service with Advanced Opt-Out, which says what it understood. */
function fieldsOfReply({ wish, sender: person, providerMessageId, text }: RehearsedReply) {
  return {
    ...(wish === 'none' ? {} : { OptOutType: wish.toUpperCase() }),
    SmsMessageSid: providerMessageId,
    NumMedia: '0',
    SmsSid: providerMessageId,
    SmsStatus: 'received',
    Body: text,
    To: sender,
    NumSegments: '1',
    MessageSid: providerMessageId,
    AccountSid: account,
    From: person,
    ApiVersion: '2010-04-01',
  };
}

/** The error code that the report asks for is spoken when it means what the report is. */
function spokenOf({ kind, codes }: RehearsedReport): Spoken {
  // Safe: `in` has just found the kind among the keys.
  const told = kind in spoken ? spoken[kind as RehearsedKind] : null;
  if (told === null) throw new RangeError(`Twilio reports no \`${kind}\`; see \`rehearsal.kinds\`.`);
  const wanted = codes?.provider;
  return wanted !== undefined && told.errorCode !== undefined && meaningOf(wanted) === kind
    ? { ...told, errorCode: wanted }
    : told;
}

function queryOf({ messageId, category, template }: RehearsedReport): string {
  const own = { earshot_message_id: messageId, earshot_category: category, earshot_template: template };
  const given = Object.entries(own).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

function formOf(fields: Readonly<Record<string, unknown>>): Buffer {
  const texts = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, typeof one === 'object' ? JSON.stringify(one) : String(one)]),
  );
  return Buffer.from(new URLSearchParams(texts).toString());
}

function isJson(body: Buffer): boolean {
  return /^\s*[[{]/.test(body.toString());
}
