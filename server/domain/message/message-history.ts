import type { SendRule } from '#server/domain/decision/send-decision.ts';
import type { Instant } from '#server/domain/instant.ts';
import { eventTypeOfReport, type MessageEvent, messageStream } from './events.ts';
import type { StoredMessageEvent } from './evolve.ts';
import type { ReportData, ReportKind, ReportPersonal } from './report.ts';

/** Where and when a test puts an event; the rest is the same for all. */
interface Place {
  readonly at?: Instant;
  readonly position?: number;
  readonly subjectId?: string | null;
  readonly erased?: boolean;
}

/** What a test says of one report. */
export interface HistoricReport extends Place {
  readonly data?: Partial<ReportData>;
  readonly personal?: Partial<ReportPersonal>;
}

/** A stored report as tests need it: of message `msg_1` to Ada, at the minute of its position. */
export function historic(kind: ReportKind, report: HistoricReport = {}): StoredMessageEvent {
  const data: ReportData = {
    messageId: 'msg_1',
    channel: 'email',
    provider: 'example-mail',
    providerEvent: kind,
    echoed: true,
    ...report.data,
  };
  const personal = { recipient: 'ada@example.com', raw: {}, ...report.personal };
  // Safe: every type of report has this data and these personal fields.
  return stored({ type: eventTypeOfReport[kind], data, personal } as MessageEvent, report);
}

type Attempt = Extract<MessageEvent, { type: 'MessageRequested' }>['data'];
interface HistoricAttempt extends Place {
  readonly data?: Partial<Attempt>;
  readonly recipient?: string;
}

/** That we want to send message `msg_1` of notification `ntf_1` to Ada. */
export function historicRequest(attempt: HistoricAttempt = {}): StoredMessageEvent {
  const { data, personal } = attempted(attempt);
  return stored({ type: 'MessageRequested', data, personal }, attempt);
}

/** That we decided not to send it. */
export function historicSkip(reason: SendRule, attempt: HistoricAttempt = {}): StoredMessageEvent {
  const { data, personal } = attempted(attempt);
  return stored({ type: 'MessageSkipped', data: { ...data, reason }, personal }, attempt);
}

/** That a provider was asked and its answer lost. */
export function historicUnknown(
  lost: Place & { readonly messageId?: string; readonly recipient?: string } = {},
): StoredMessageEvent {
  const { messageId = 'msg_1', recipient = 'ada@example.com' } = lost;
  const data = { messageId, channel: 'email', provider: 'example-mail', call: 1 } as const;
  return stored({ type: 'MessageOutcomeUnknown', data, personal: { recipient, reason: 'timeout' } }, lost);
}

type Conversion = Extract<MessageEvent, { type: 'MessageConverted' }>['data'];

/** That the host product saw Ada do what message `msg_1` was for. */
export function historicConversion(
  conversion: Place & { readonly data?: Partial<Conversion> } = {},
): StoredMessageEvent {
  const data: Conversion = {
    messageId: 'msg_1',
    channel: 'email',
    conversion: 'invoice_paid',
    ...conversion.data,
  };
  return stored({ type: 'MessageConverted', data, personal: null }, { ...conversion, subjectId: null });
}

/** The same event as the store gives it back once its subject is erased. A conversion speaks of no subject. */
export function afterErasure(event: StoredMessageEvent): StoredMessageEvent {
  return event.type === 'MessageConverted' ? event : { ...event, personal: null, erased: true };
}

function attempted({ data, recipient = 'ada@example.com' }: HistoricAttempt) {
  const attempt: Attempt = {
    messageId: 'msg_1',
    notificationId: 'ntf_1',
    channel: 'email',
    category: 'billing',
    template: 'receipt',
    attempt: 0,
    ...data,
  };
  return { data: attempt, personal: { recipient } };
}

function stored(event: MessageEvent, place: Place): StoredMessageEvent {
  const position = place.position ?? 1;
  const at = place.at ?? `2026-11-21T12:${String(position).padStart(2, '0')}:00.000Z`;
  const erased = place.erased ?? false;
  const envelope = {
    position,
    stream: messageStream(event.data.messageId),
    occurredAt: at,
    receivedAt: at,
    recordedAt: at,
    source: 'example-mail',
    sourceEventId: `event-${position}`,
    subjectId: place.subjectId === undefined ? 'subject-ada' : place.subjectId,
    erased,
    actor: null,
    causation: null,
    correlation: null,
    verification: null,
  };
  // Safe: the envelope is the same for every type of event, which brings its own data and personal fields.
  return { ...envelope, ...event, personal: erased ? null : event.personal } as StoredMessageEvent;
}
