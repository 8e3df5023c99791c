import { addressKinds } from '#server/domain/contact/address-kind.ts';
import {
  type Channel,
  type ReportData,
  type ReportKind,
  reportKinds,
} from '#server/domain/message/report.ts';
import {
  isAddressStatus,
  isPermanent,
  mostSpecificStatus,
  parseSmtpReply,
} from '#server/domain/message/smtp-reply.ts';
import { isProgram } from '#server/domain/message/user-agent.ts';
import { type GenericEvent, genericEvent } from './generic-event.ts';
import { type Json, readJsonItems, unreadable } from './json-items.ts';
import type { Address, ReportItem, WebhookItem } from './provider.ts';
import { line, present } from './text.ts';

type Codes = NonNullable<ReportData['codes']>;
type Fields = GenericEvent['data'];

/**
 * Reads a body of generic events: one, or a list of them. `adapt` may bring an item of another shape into this one;
 * what is kept raw is the item as it came.
 */
export function readGenericBody(
  body: Buffer,
  allowed: readonly Channel[],
  adapt: (item: Json) => Json = (item) => item,
): readonly WebhookItem[] {
  return readJsonItems(body, (raw) => {
    const event = genericEvent.safeParse(adapt(raw));
    return event.success ? reportOf(event.data, raw, allowed) : unreadable(raw, event.error.issues);
  });
}

function reportOf(event: GenericEvent, raw: Json, allowed: readonly Channel[]): WebhookItem {
  const { data } = event;
  const to = recipientOf(data);
  if (to === null) return unreadable(raw, [{ path: ['data', 'recipient'], code: 'missing' }]);
  if (!allowed.includes(to.channel)) return unreadable(raw, [{ path: ['data', 'channel'], code: 'foreign' }]);
  const codes = codesOf(data);
  const kind = kindOf(event, codes);
  const scope = scopeOf(kind, data);
  if (scope === null) return unreadable(raw, [{ path: ['data', 'scope'], code: 'missing' }]);
  const messageId = data.earshot_message_id ?? data.metadata?.earshot_message_id ?? null;
  return {
    outcome: 'report',
    kind,
    occurredAt: event.timestamp,
    address: to.address,
    messageId,
    eventId: event.id ?? null,
    fingerprint: fingerprintOf(event, to.address, messageId),
    data: dataOf({ event, kind, codes, scope, channel: to.channel, raw }),
    personal: present({
      recipient: to.shown,
      reason: line(data.reason, 1000),
      subjectLine: line(data.subject, 500),
      url: line(data.url, 4000),
      ip: line(data.ip, 60),
      userAgent: line(data.user_agent, 1000),
      raw,
    }),
  };
}

interface Recipient {
  readonly channel: Channel;
  readonly address: Address;
  readonly shown: string;
}

/** The address that the channel is about; without a channel, the first kind of address there is says which. */
function recipientOf({ channel: named, recipient }: Fields): Recipient | null {
  // Safe: the keys of the table are the channels.
  const channels = named === undefined ? (Object.keys(addressKinds) as Channel[]) : [named];
  for (const channel of channels) {
    const kind = addressKinds[channel];
    const shown = recipient[kind];
    if (shown === undefined) continue;
    return { channel, address: { kind, value: kind === 'email' ? shown.toLowerCase() : shown }, shown };
  }
  return null;
}

function codesOf({ codes, reason }: Fields): Codes {
  const reply = parseSmtpReply(reason ?? '');
  return present({
    smtp: codes?.smtp ?? reply.smtp,
    enhanced: mostSpecificStatus(codes?.enhanced, reply.enhanced),
    provider: line(codes?.provider, 60),
    attempt: codes?.attempt,
  });
}

function kindOf({ type, data }: GenericEvent, codes: Codes): ReportKind {
  const kind = reportKinds.find((one) => type === `message.${one}`);
  if (kind === undefined) return bounceKind(data.bounce_type, codes);
  return kind === 'hard_bounced' ? bounceKind('hard', codes) : kind;
}

/** Permanent codes that blame the message or the sender: full, switched off to us, too large, content, policy. */
const notTheAddress = /^5\.(?:2\.[2-4]|3|6|7)(?:\.|$)/;

/** Hard only when it is permanent and about the address: said so without a code against it, or shown by the code. */
function bounceKind(said: Fields['bounce_type'], codes: Codes): ReportKind {
  if (said === 'soft' || !isPermanent(codes)) return 'soft_bounced';
  if (isAddressStatus(codes.enhanced)) return 'hard_bounced';
  return said === 'hard' && !notTheAddress.test(codes.enhanced ?? '') ? 'hard_bounced' : 'soft_bounced';
}

/**
 * Undefined where the event is no wish. Leaving without saying what is leaving everything; coming back without
 * saying to what is null, because nobody may be written to again by mistake.
 */
function scopeOf(kind: ReportKind, { scope }: Fields): string | null | undefined {
  if (kind === 'unsubscribed') return scope ?? 'global';
  return kind === 'resubscribed' ? (scope ?? null) : undefined;
}

function dataOf(given: {
  event: GenericEvent;
  kind: ReportKind;
  codes: Codes;
  scope: string | undefined;
  channel: Channel;
  raw: Json;
}): ReportItem['data'] {
  const { data, type } = given.event;
  const isVisit = given.kind === 'opened' || given.kind === 'clicked' || given.kind === 'read';
  return present({
    channel: given.channel,
    providerEvent: typeAsSent(given.raw) ?? type,
    providerMessageId: data.message_id,
    codes: Object.keys(given.codes).length === 0 ? undefined : given.codes,
    machine: isVisit ? machineOf(data) : undefined,
    scope: given.scope,
    category: line(data.earshot_category ?? data.metadata?.earshot_category ?? data.category, 200),
    template: line(data.earshot_template ?? data.metadata?.earshot_template ?? data.template, 200),
    scheduledFor: data.scheduled_for,
  } as const);
}

/** How the sender spelt the type; the schema has judged it, so it is one of a closed list of words. */
function typeAsSent(raw: Json): string | undefined {
  const isRecord = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  return isRecord && typeof raw.type === 'string' ? line(raw.type, 60) : undefined;
}

/** The sender's own verdict; without one, a program that names itself is a machine and nothing else is known. */
function machineOf({ machine, user_agent: agent }: Fields): ReportData['machine'] | undefined {
  if (machine === undefined) return isProgram(agent ?? '') ? 'likely_machine' : undefined;
  return machine ? 'likely_machine' : 'human';
}

/** What stays the same when the sender gives its event another id on a retry. */
function fingerprintOf({ type, timestamp, data }: GenericEvent, address: Address, messageId: string | null) {
  return [
    type,
    data.message_id ?? '',
    messageId ?? '',
    address.kind,
    address.value,
    timestamp,
    data.url ?? '',
    data.scope ?? '',
    data.codes?.attempt ?? '',
  ];
}
