import type { StoredEvent } from '#server/domain/stored-event.ts';
import { isReportEvent, type MessageEvent, type ReportEvent, reportOfEventType } from './events.ts';
import { engagementOf, erasePersonal, joinMessages } from './join.ts';
import type { MessageKind } from './kind.ts';
import type { MachineVerdict } from './report.ts';
import type { MessageState } from './state.ts';
import { evidenceOf } from './status.ts';
import type { Visit } from './visits.ts';

export type StoredMessageEvent = StoredEvent<MessageEvent>;
export type StoredReportEvent = StoredEvent<ReportEvent>;
type StoredOwnFact = Exclude<StoredMessageEvent, StoredReportEvent>;

/** Adds one event to what is known of its message. An event that is in the state already changes nothing. */
export function evolveMessage(state: MessageState | null, event: StoredMessageEvent): MessageState {
  if (state === null) return stateOf(event);
  if (!state.positions.includes(event.position)) return joinMessages(state, stateOf(event));
  // The same event read again after its person was erased is the one thing a repetition can bring.
  const forgets = event.erased && !state.erased && event.subjectId === state.subjectId;
  return forgets ? erasePersonal(state) : state;
}

/** The state that a whole history of one message leaves. Throws RangeError for an empty one. */
export function foldMessage(events: readonly StoredMessageEvent[]): MessageState {
  const state = events.reduce<MessageState | null>(evolveMessage, null);
  if (state === null) throw new RangeError('A history has at least one event.');
  return state;
}

/** What one event alone says. */
function stateOf(event: StoredMessageEvent): MessageState {
  return isReportEvent(event) ? stateOfReport(event) : stateOfOwnFact(event);
}

function stateOfReport(event: StoredReportEvent): MessageState {
  const { data } = event;
  const personal = event.erased ? null : event.personal;
  const kind = reportOfEventType[event.type];
  const { reported } = evidenceOf(kind, data.machine);
  const isHuman = data.machine === 'human';
  // Filled in place, because two copies of so many fields were measured to cost more than all else here.
  const state: Draft = bare(event, kind, data.machine);
  state.humanOpens = Number(kind === 'opened' && isHuman);
  state.clicks = Number(kind === 'clicked' && isHuman);
  state.reads = Number(kind === 'read' && (data.machine ?? 'human') === 'human');
  state.engagement = engagementOf(state);
  state.provider = data.provider;
  state.providerMessageId = data.providerMessageId ?? null;
  state.recipient = personal?.recipient ?? null;
  state.subjectLine = personal?.subjectLine ?? null;
  state.category = data.category ?? null;
  state.template = data.template ?? null;
  state.statusReason = reported ? (personal?.reason ?? null) : null;
  state.statusCodes = reported ? (data.codes ?? null) : null;
  state.machineOpens = Number(kind === 'opened' && data.machine === 'likely_machine');
  state.visits = visitsOf(event, kind);
  return state;
}

type Draft = { -readonly [Field in keyof MessageState]: MessageState[Field] };

function stateOfOwnFact(event: StoredOwnFact): MessageState {
  switch (event.type) {
    case 'MessageRequested':
      return { ...bare(event, 'requested'), ...attempted(event) };
    case 'MessageSkipped':
      return { ...bare(event, 'skipped'), ...attempted(event), skipReason: event.data.reason };
    case 'MessageOutcomeUnknown':
      return {
        ...bare(event, 'outcome_unknown'),
        recipient: event.personal?.recipient ?? null,
        statusReason: event.personal?.reason ?? null,
      };
    case 'MessageConverted': {
      const { value } = event.data;
      return {
        ...bare(event, 'converted'),
        engagement: 'converted',
        convertedValue: value === undefined ? {} : { [value.currency]: value.amountMicros },
      };
    }
  }
}

function attempted(event: Extract<StoredOwnFact, { type: 'MessageRequested' | 'MessageSkipped' }>) {
  const { notificationId, category, template } = event.data;
  return { notificationId, category, template, recipient: event.personal?.recipient ?? null };
}

function visitsOf(event: StoredReportEvent, kind: MessageKind): readonly Visit[] {
  if (kind !== 'opened' && kind !== 'clicked' && kind !== 'read') return [];
  return [{ position: event.position, kind, at: event.occurredAt, claim: event.data.machine ?? null }];
}

/** A state that says only that a fact of this kind happened to the message, and when. */
function bare(event: StoredMessageEvent, kind: MessageKind, machine?: MachineVerdict): MessageState {
  return {
    messageId: event.data.messageId,
    subjectId: event.subjectId,
    notificationId: null,
    channel: event.data.channel,
    provider: null,
    providerMessageId: null,
    recipient: null,
    subjectLine: null,
    category: null,
    template: null,
    status: evidenceOf(kind, machine).status,
    statusAt: event.occurredAt,
    statusReason: null,
    statusCodes: null,
    skipReason: null,
    engagement: 'none',
    humanOpens: 0,
    machineOpens: 0,
    clicks: 0,
    reads: 0,
    convertedValue: {},
    visits: [],
    firstAt: event.occurredAt,
    lastAt: event.occurredAt,
    times: { [kind]: event.occurredAt },
    counts: { [kind]: 1 },
    positions: [event.position],
    erased: event.erased,
  };
}
