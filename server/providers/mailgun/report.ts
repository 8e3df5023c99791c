import type { MachineVerdict, ReportKind, ReportPersonal } from '#server/domain/message/report.ts';
import { isProgram } from '#server/domain/message/user-agent.ts';
import type { Json } from '#server/providers/json-items.ts';
import type { ReportItem } from '#server/providers/provider.ts';
import { line, present } from '#server/providers/text.ts';
import { type Codes, codesOf, failureKind } from './failure.ts';
import type { MailgunEvent, MessageEvent, MessageEventName } from './payload.ts';
import { recipientsOf, shareOf } from './recipients.ts';

/** Turns an event into our words, once for each recipient; names the field that it cannot be read without. */
export function reportsOf(event: MessageEvent, raw: Json): readonly ReportItem[] | 'severity' | 'recipient' {
  const codes = codesOf(event);
  const kind = event.event === 'failed' ? failureKind(event, codes) : kindOf[event.event];
  if (kind === null) return 'severity';
  const recipients = recipientsOf(event);
  if (recipients.length === 0) return 'recipient';
  const messageId = event['user-variables']?.earshot_message_id ?? null;
  return recipients.map((recipient) => ({
    outcome: 'report',
    kind,
    occurredAt: event.timestamp,
    address: { kind: 'email', value: recipient.toLowerCase() },
    messageId,
    // One id must not name several events; these are told apart by what they say.
    eventId: recipients.length === 1 ? eventIdOf(event) : null,
    fingerprint: fingerprintOf(event, recipient, messageId, codes),
    data: dataOf(event, kind, codes),
    personal: personalOf(event, recipient, raw),
  }));
}

/** Mailgun promises that its ids are unique within a day, and no more. */
export function eventIdOf({ id, timestamp }: MailgunEvent): string | null {
  return id === undefined ? null : `${id}:${timestamp.slice(0, 10)}`;
}

const kindOf = {
  accepted: 'accepted',
  rejected: 'dropped',
  delivered: 'delivered',
  opened: 'opened',
  clicked: 'clicked',
  unsubscribed: 'unsubscribed',
  complained: 'complained',
} as const satisfies Record<Exclude<MessageEventName, 'failed'>, ReportKind>;

function dataOf(event: MessageEvent, kind: ReportKind, codes: Codes): ReportItem['data'] {
  const variables = event['user-variables'];
  const isVisit = kind === 'opened' || kind === 'clicked';
  return present({
    channel: 'email',
    providerEvent: wordOf(event),
    providerMessageId: messageIdHeader(event),
    codes: Object.keys(codes).length === 0 ? undefined : codes,
    machine: isVisit ? machineVerdict(event) : undefined,
    scope: scopeOf(event),
    category: line(variables?.earshot_category ?? firstOf(event.tags), 200),
    template: line(variables?.earshot_template ?? event.template?.name, 200),
    scheduledFor: event.message?.['scheduled-for'],
  } as const);
}

/** `delayed` marks a failure that was told after the message had been taken, by a mail that came back. */
function wordOf(event: MessageEvent): string {
  if (event.event !== 'failed') return event.event;
  const late = event.flags?.['is-delayed-bounce'] === true ? '/delayed' : '';
  return `failed/${event.severity}${late}`;
}

/** As in the answer to the send request, which has it in angle brackets. */
function messageIdHeader(event: MessageEvent): string | undefined {
  return event.message?.headers?.['message-id']?.replace(/^<(.+)>$/, '$1');
}

/** The address of a delivery event is Mailgun's own server or ours; only these name the person's. */
const fromPerson: ReadonlySet<MessageEventName> = new Set<MessageEventName>([
  'opened',
  'clicked',
  'unsubscribed',
  'complained',
]);

function personalOf(event: MessageEvent, recipient: string, raw: Json): ReportPersonal {
  const status = event['delivery-status'];
  const client = event['client-info'];
  const isFromPerson = fromPerson.has(event.event);
  const reason = status?.message || status?.description || status?.['last-message'];
  return present({
    recipient,
    reason: line(reason || event.reject?.reason || event.reject?.description, 1000),
    subjectLine: line(event.message?.headers?.subject, 500),
    url: line(event.url, 4000),
    ip: isFromPerson ? line(event.ip ?? client?.ip, 60) : undefined,
    userAgent: isFromPerson ? line(client?.['user-agent'], 1000) : undefined,
    raw: shareOf(raw, recipient),
  });
}

/**
 * Mailgun's own verdict counts first: `apple` prefetches, `generic` is a scanner. Gmail's image proxy fetches when a
 * person looks and at other times too, so nobody can tell; a click through it is no person's.
 */
function machineVerdict(event: MessageEvent): MachineVerdict {
  const client = event['client-info'];
  const bot = client?.bot;
  const agent = client?.['user-agent']?.trim() ?? '';
  if (bot === 'gmail' && event.event === 'opened') return 'unknown';
  if (bot !== undefined && bot !== '' && bot !== false) return 'likely_machine';
  if (isProgram(agent) || /^(?:robot|library)$/.test(client?.['client-type'] ?? '')) return 'likely_machine';
  if (bot !== undefined || event.event === 'clicked') return 'human';
  if (agent === 'Mozilla/5.0') return 'likely_machine';
  return agent === '' ? 'unknown' : 'human';
}

/** One mailing list, or all mail: whether only a tag was meant is not told, and the tags are the message's own. */
function scopeOf(event: MessageEvent): string | undefined {
  if (event.event !== 'unsubscribed') return undefined;
  const list = event['mailing-list']?.address?.toLowerCase();
  return list === undefined ? 'global' : `group:${list}`;
}

function firstOf(tags: MessageEvent['tags']): string | undefined {
  return typeof tags === 'string' ? tags : tags?.[0];
}

/** What stays the same on a retry and makes a difference to us: a token binds it, since no signature does. */
function fingerprintOf(event: MessageEvent, recipient: string, messageId: string | null, codes: Codes) {
  return [
    messageIdHeader(event) ?? '',
    messageId ?? '',
    wordOf(event),
    recipient.toLowerCase(),
    event.timestamp,
    codes.provider ?? '',
    codes.smtp ?? '',
    codes.enhanced ?? '',
    codes.attempt ?? '',
    event.url ?? '',
    scopeOf(event) ?? '',
  ];
}
