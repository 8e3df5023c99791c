import type { Instant } from '#server/domain/instant.ts';
import type {
  MachineVerdict,
  ReportData,
  ReportKind,
  ReportPersonal,
} from '#server/domain/message/report.ts';
import {
  isAddressStatus,
  isPermanent,
  parseSmtpReply,
  type SmtpReply,
} from '#server/domain/message/smtp-reply.ts';
import { isProgram } from '#server/domain/message/user-agent.ts';
import type { AccountItem, ReportItem } from '#server/providers/provider.ts';
import { line, present } from '#server/providers/text.ts';
import { meaningOf } from './bounce-types.ts';
import type { BounceEvent, EventOf, PostmarkEvent } from './payload.ts';

/** What one event says, before it is put in our form. */
interface Telling {
  /** Null where our vocabulary has no word for it. */
  readonly kind: ReportKind | null;
  readonly recipient: string;
  readonly at: Instant;
  readonly eventId?: string;
  /** What tells it from other events about the same message and recipient, beside type and time. */
  readonly key?: string | undefined;
  readonly detail?: string | undefined;
  readonly codes?: NonNullable<ReportData['codes']>;
  readonly reason?: string | undefined;
  readonly subjectLine?: string | undefined;
  readonly url?: string | undefined;
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly machine?: MachineVerdict;
  readonly scope?: string;
}

/** What an event says, in our words. */
export function itemOf(event: PostmarkEvent, raw: ReportPersonal['raw']): ReportItem | AccountItem {
  const telling = tellingOf(event);
  const address = telling.recipient.toLowerCase();
  const identity = {
    eventId: telling.eventId ?? null,
    fingerprint: [
      kindOfRecord(event),
      event.MessageID ?? '',
      address,
      telling.at,
      telling.detail ?? '',
      telling.key ?? '',
    ],
    occurredAt: telling.at,
  };
  if (telling.kind === null) return { ...identity, ...remarkOf(event, telling) };
  return {
    ...identity,
    outcome: 'report',
    kind: telling.kind,
    address: { kind: 'email', value: address },
    messageId: ownMessageId(event),
    data: dataOf(event, telling),
    personal: present({
      recipient: telling.recipient,
      reason: line(telling.reason, 1000),
      subjectLine: line(telling.subjectLine, 500),
      url: line(telling.url, 4000),
      ip: line(telling.ip, 60),
      userAgent: line(telling.userAgent, 1000),
      raw,
    }),
  };
}

/** A complaint can come as either, under the same number. */
function kindOfRecord({ RecordType }: PostmarkEvent): string {
  return RecordType === 'SpamComplaint' || RecordType === 'SMTPApiError' ? 'Bounce' : RecordType;
}

/** Kept without the person: what is sealed here is nobody's, so it would outlive an erasure. */
function remarkOf(event: PostmarkEvent, telling: Telling): Pick<AccountItem, 'outcome' | 'change' | 'raw'> {
  const { RecordType, MessageID = null, MessageStream = null } = event;
  return {
    outcome: 'account',
    change: wordOf(RecordType, telling),
    raw: { RecordType, Type: telling.detail ?? null, MessageID, MessageStream, At: telling.at },
  };
}

function dataOf(event: PostmarkEvent, telling: Telling): ReportItem['data'] {
  const { codes = {} } = telling;
  return present({
    channel: 'email',
    providerEvent: wordOf(event.RecordType, telling),
    providerMessageId: event.MessageID,
    codes: Object.keys(codes).length === 0 ? undefined : codes,
    machine: telling.machine,
    scope: telling.scope,
    category: line(metadata(event, 'earshot_category') ?? event.Tag, 200),
    template: line(metadata(event, 'earshot_template'), 200),
  } as const);
}

function wordOf(type: string, { detail }: Telling): string {
  return detail === undefined ? type : `${type}/${detail}`;
}

function tellingOf(event: PostmarkEvent): Telling {
  switch (event.RecordType) {
    case 'Delivery': {
      const { Recipient: recipient, DeliveredAt: at, Details: reason } = event;
      return { kind: 'delivered', recipient, at, reason, codes: codesOf(reason) };
    }
    case 'Bounce':
    case 'SpamComplaint':
    case 'SMTPApiError':
      return ofBounce(event);
    case 'Open':
      return ofVisit(event, 'opened');
    case 'Click':
      return { ...ofVisit(event, 'clicked'), key: event.OriginalLink, url: event.OriginalLink };
    case 'SubscriptionChange':
      return ofSubscription(event);
  }
}

function ofBounce(event: BounceEvent): Telling {
  const reply = parseSmtpReply(event.Details ?? '');
  const kind = bounceKind(event, reply);
  const isWish = kind === 'unsubscribed' || kind === 'resubscribed';
  return {
    kind,
    recipient: event.Email,
    at: event.BouncedAt,
    ...(event.ID !== undefined && { eventId: String(event.ID) }),
    detail: event.Type,
    codes: { ...codesOf(event.Details), provider: event.Type },
    reason: event.Details || event.Description,
    subjectLine: event.Subject,
    ...(isWish && { scope: scopeOf(event) }),
  };
}

function bounceKind(event: BounceEvent, reply: SmtpReply): ReportKind | null {
  const meaning = meaningOf(event.Type);
  if (meaning === 'dropped_if_inactive_else_failed') {
    return /\binactive\b|\bsuppress/i.test(`${event.Description} ${event.Details}`) ? 'dropped' : 'failed';
  }
  if (meaning !== 'hard_unless_code_says_otherwise') return meaning;
  return isPermanent(reply) && !blamesSomethingElse(reply) ? 'hard_bounced' : 'soft_bounced';
}

/** True for a code such as 5.7.1 that is neither about the address nor as vague as 5.0.0. */
function blamesSomethingElse({ enhanced }: SmtpReply): boolean {
  return enhanced !== undefined && !enhanced.endsWith('.0.0') && !isAddressStatus(enhanced);
}

function codesOf(details: string | undefined) {
  return present({ ...parseSmtpReply(details ?? '') });
}

function ofVisit(event: EventOf<'Open' | 'Click'>, kind: 'opened' | 'clicked'): Telling {
  return {
    kind,
    recipient: event.Recipient,
    at: event.ReceivedAt,
    ip: event.Geo?.IP,
    userAgent: event.UserAgent,
    machine: machineVerdict(event, kind),
  };
}

/**
 * A machine needs evidence: the name of a program, in the agent or as Postmark understood it, or the bare name that
 * Apple's privacy proxy goes by. Image proxies that fetch when a person looks count as people.
 */
function machineVerdict(event: EventOf<'Open' | 'Click'>, kind: 'opened' | 'clicked'): MachineVerdict {
  const agent = event.UserAgent?.trim() ?? '';
  const client = [event.Client?.Name, event.Client?.Family].filter(Boolean).join(' ');
  if (isProgram(agent) || isProgram(client) || /privacy/i.test(client)) return 'likely_machine';
  if (kind === 'opened' && agent === 'Mozilla/5.0') return 'likely_machine';
  return agent === '' && client === '' ? 'unknown' : 'human';
}

/** An address goes on or off the suppression list of one message stream. Off it, Postmark gives no reason. */
function ofSubscription(event: EventOf<'SubscriptionChange'>): Telling {
  const { Recipient: recipient, ChangedAt: at, SuppressSending, SuppressionReason } = event;
  const kind = SuppressSending ? suppressionKind[SuppressionReason ?? 'ManualSuppression'] : 'resubscribed';
  const isWish = kind === 'unsubscribed' || kind === 'resubscribed';
  return {
    kind,
    recipient,
    at,
    detail: SuppressSending ? (SuppressionReason ?? 'Suppressed') : 'Reactivated',
    key: event.MessageStream,
    codes: present({ provider: line(event.Origin, 60) }),
    ...(isWish && { scope: scopeOf(event) }),
  };
}

const suppressionKind = {
  HardBounce: 'hard_bounced',
  SpamComplaint: 'complained',
  ManualSuppression: 'unsubscribed',
} as const satisfies Record<NonNullable<EventOf<'SubscriptionChange'>['SuppressionReason']>, ReportKind>;

/** Postmark keeps its lists by message stream. */
function scopeOf({ MessageStream }: PostmarkEvent): string {
  return MessageStream === undefined ? 'list' : `group:${MessageStream}`;
}

function ownMessageId(event: PostmarkEvent): string | null {
  const id = line(metadata(event, 'earshot_message_id')?.trim(), 201);
  return id !== undefined && id.length <= 200 ? id : null;
}

function metadata(event: PostmarkEvent, name: `earshot_${string}`): string | undefined {
  const value = event.Metadata?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
