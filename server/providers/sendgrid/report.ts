import type {
  MachineVerdict,
  ReportData,
  ReportKind,
  ReportPersonal,
} from '#server/domain/message/report.ts';
import { isProgram } from '#server/domain/message/user-agent.ts';
import type { ReportItem } from '#server/providers/provider.ts';
import { line, present } from '#server/providers/text.ts';
import { bounceKind, codesOf, dropKind } from './failure.ts';
import type { MessageEvent, MessageEventName } from './payload.ts';

type Codes = NonNullable<ReportData['codes']>;

/** Turns one SendGrid event into our words; null when a group event does not say which group. */
export function reportOf(event: MessageEvent, raw: ReportPersonal['raw']): ReportItem | null {
  const scope = scopeOf(event);
  if (scope === null) return null;
  const codes = codesOf(event);
  const kind = kindOf[event.event](event, codes);
  const messageId = ownArgument(event, 'earshot_message_id') ?? null;
  return {
    outcome: 'report',
    kind,
    occurredAt: event.timestamp,
    address: { kind: 'email', value: event.email.toLowerCase() },
    messageId,
    eventId: event.sg_event_id ?? null,
    fingerprint: fingerprintOf(event, messageId),
    data: dataOf(event, kind, codes, scope),
    personal: personalOf(event, raw),
  };
}

const always = (kind: ReportKind) => () => kind;

const kindOf = {
  processed: always('accepted'),
  received: always('accepted'),
  deferred: always('deferred'),
  delivered: always('delivered'),
  bounce: bounceKind,
  dropped: dropKind,
  cancel_drop: always('dropped'),
  open: always('opened'),
  click: always('clicked'),
  spamreport: always('complained'),
  spam_report: always('complained'),
  unsubscribe: always('unsubscribed'),
  group_unsubscribe: always('unsubscribed'),
  group_resubscribe: always('resubscribed'),
} as const satisfies Record<MessageEventName, (event: MessageEvent, codes: Codes) => ReportKind>;

function dataOf(
  event: MessageEvent,
  kind: ReportKind,
  codes: Codes,
  scope: string | undefined,
): ReportItem['data'] {
  const isVisit = kind === 'opened' || kind === 'clicked';
  const type = event.event === 'bounce' ? line(event.type, 60) : undefined;
  return present({
    channel: 'email',
    providerEvent: type === undefined ? event.event : `${event.event}/${type}`,
    providerMessageId: providerMessageId(event),
    codes: Object.keys(codes).length === 0 ? undefined : codes,
    machine: isVisit ? machineVerdict(event) : undefined,
    scope,
    category: line(ownArgument(event, 'earshot_category') ?? firstOf(event.category), 200),
    template: line(ownArgument(event, 'earshot_template') ?? event.sg_template_id, 200),
    scheduledFor: event.send_at,
  } as const);
}

/** The address of a delivery event is SendGrid's own server; only these name the person's. */
const fromPerson: ReadonlySet<MessageEventName> = new Set<MessageEventName>([
  'open',
  'click',
  'spamreport',
  'spam_report',
  'unsubscribe',
  'group_unsubscribe',
  'group_resubscribe',
]);

function personalOf(event: MessageEvent, raw: ReportPersonal['raw']): ReportPersonal {
  const isFromPerson = fromPerson.has(event.event);
  return present({
    recipient: event.email,
    reason: line(event.reason ?? event.response, 1000),
    subjectLine: line(event.subject, 500),
    url: line(event.url, 4000),
    ip: isFromPerson ? line(event.ip, 60) : undefined,
    userAgent: isFromPerson ? line(event.useragent, 1000) : undefined,
    raw,
  });
}

/**
 * A machine needs evidence: Apple's flag, the bare name Apple's proxy goes by, or a program's name. The image proxies
 * of Gmail and Yahoo fetch when a person looks, so they count as people. Without flag or agent nobody can tell.
 */
function machineVerdict(event: MessageEvent): MachineVerdict {
  const agent = event.useragent?.trim() ?? '';
  if (isProgram(agent)) return 'likely_machine';
  if (event.event === 'click') return 'human';
  if (event.sg_machine_open === true || agent === 'Mozilla/5.0') return 'likely_machine';
  return event.sg_machine_open === undefined && agent === '' ? 'unknown' : 'human';
}

/** Undefined where the event is no wish, null where it is one but lacks its group. */
function scopeOf(event: MessageEvent): string | null | undefined {
  if (event.event === 'unsubscribe') return 'global';
  if (event.event !== 'group_unsubscribe' && event.event !== 'group_resubscribe') return undefined;
  return event.asm_group_id === undefined ? null : `group:${event.asm_group_id}`;
}

/**
 * The id that the send request was answered with. `sg_message_id` adds SendGrid's own routing to it, and old ids hold
 * dots themselves. Late bounces lack it; then SendGrid's own Message-ID, if it made one, begins with the same id.
 */
function providerMessageId(event: MessageEvent): string | undefined {
  const routed = event.sg_message_id;
  if (routed !== undefined) return /^(.+?)\.(?:filter|recvd)/.exec(routed)?.[1] ?? routed;
  return /^<([^@<>]+)@(?:geopod-)?ismtpd/.exec(event['smtp-id'] ?? '')?.[1];
}

/** SendGrid's event ids have been seen to change on a retry; these parts do not. */
function fingerprintOf(event: MessageEvent, messageId: string | null): (string | number)[] {
  return [
    event.sg_message_id ?? event['smtp-id'] ?? '',
    messageId ?? '',
    event.event,
    event.email,
    event.timestamp,
    event.url ?? '',
    event.url_offset?.index ?? '',
    event.url_offset?.type ?? '',
    event.asm_group_id ?? '',
  ];
}

type OwnArgument = 'earshot_message_id' | 'earshot_template' | 'earshot_category';

function ownArgument(event: MessageEvent, name: OwnArgument): string | undefined {
  return event[name] ?? event.unique_args?.[name] ?? event.custom_args?.[name];
}

function firstOf(category: MessageEvent['category']): string | undefined {
  return typeof category === 'string' ? category : category?.[0];
}
