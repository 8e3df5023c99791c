import type { StoredEvent } from '#server/domain/stored-event.ts';
import { type MessageEvent, reportOfEventType } from './events.ts';
import { engagementOf, erasePersonal, joinMessages } from './join.ts';
import type { MessageState } from './state.ts';
import { evidenceOf } from './status.ts';

export type StoredMessageEvent = StoredEvent<MessageEvent>;

/** Adds one event to what is known of its message. An event that is in the state already changes nothing. */
export function evolveMessage(state: MessageState | null, event: StoredMessageEvent): MessageState {
  if (state === null) return stateOf(event);
  if (!state.positions.includes(event.position)) return joinMessages(state, stateOf(event));
  // The same event read again after its person was erased is the one thing a repetition can bring.
  const forgets = event.erased && !state.erased && event.subjectId === state.subjectId;
  return forgets ? erasePersonal(state) : state;
}

/** What one event alone says. */
function stateOf(event: StoredMessageEvent): MessageState {
  const { data, occurredAt } = event;
  const personal = event.erased ? null : event.personal;
  const kind = reportOfEventType[event.type];
  const { status, reported } = evidenceOf(kind, data.machine);
  const isHuman = data.machine === 'human';
  const humanOpens = Number(kind === 'opened' && isHuman);
  const clicks = Number(kind === 'clicked' && isHuman);
  return {
    messageId: data.messageId,
    subjectId: event.subjectId,
    channel: data.channel,
    provider: data.provider,
    providerMessageId: data.providerMessageId ?? null,
    recipient: personal?.recipient ?? null,
    subjectLine: personal?.subjectLine ?? null,
    category: data.category ?? null,
    template: data.template ?? null,
    status,
    statusAt: occurredAt,
    statusReason: reported ? (personal?.reason ?? null) : null,
    statusCodes: reported ? (data.codes ?? null) : null,
    engagement: engagementOf(humanOpens, clicks),
    humanOpens,
    machineOpens: Number(kind === 'opened' && data.machine === 'likely_machine'),
    clicks,
    firstAt: occurredAt,
    lastAt: occurredAt,
    times: { [kind]: occurredAt },
    counts: { [kind]: 1 },
    positions: [event.position],
    erased: event.erased,
  };
}
