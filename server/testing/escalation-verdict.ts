import { loadEscalation } from '#server/commands/load-escalation.ts';
import type { SendDeps } from '#server/commands/send-deps.ts';
import { escalationStream } from '#server/domain/escalation/events.ts';
import { messageStream } from '#server/domain/message/events.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { Told } from './told-under-fire.ts';

/** How an escalation ended; `open` where it has not, `answer_lost` where a carrier was asked and no answer is recorded. */
export type End = 'sent' | 'seen' | 'outcome_unknown' | 'answer_lost' | 'open';

export interface Judged {
  readonly notificationId: string;
  readonly end: End;
  /** How many SMS the carrier took. */
  readonly taken: number;
  /** What must not be, in words; none where all is well. */
  readonly faults: readonly string[];
  /** Since when and until when it was under way, in ms; and the time between asking the carrier and its answer. */
  readonly underWay: Span | null;
  readonly asking: Span | null;
}

/** `to` is Infinity where there is no end. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const ends = new Set([
  'EscalationSettled',
  'EscalationCancelled',
  'EscalationEnded',
  'EscalationOutcomeUnknown',
  'EscalationStepSkipped',
]);
const answers = new Set(['MessageAccepted', 'MessageOutcomeUnknown', 'HandoverPutOff', 'MessageFailed']);

/** What became of one escalation by the store's word, held against what the carrier took. */
export async function judgeEscalation(
  { eventStore }: Pick<SendDeps, 'eventStore'>,
  { notificationId, number }: Told,
  texts: ReadonlyMap<string, number>,
): Promise<Judged> {
  const state = await loadEscalation(eventStore, notificationId);
  const events = await eventStore.readStream(escalationStream(notificationId));
  const ofText = await eventStore.readStream(messageStream(messageIdOf(notificationId, 'sms', 1)));
  const isIn = (type: string) => ofText.some((event) => event.type === type);
  const asking = spanOf(ofText, (type) => type === 'HandoverStarted', answers);
  const taken = texts.get(number) ?? 0;
  const isAnswered = ['MessageAccepted', 'MessageFailed'].some(isIn);
  const sinceAsked = ofText.slice(ofText.findLastIndex(({ type }) => type === 'HandoverStarted') + 1);
  const isPutOff = sinceAsked.some(({ type }) => type === 'HandoverPutOff');
  const end = endOf(state, asking !== null && !isPutOff && !isAnswered);
  const intents = events.filter(({ type }) => type === 'EscalationIntended').length;
  const faults = [
    ...(taken > 1 ? [`${taken} SMS`] : []),
    ...(intents > 1 ? [`${intents} intents for one step`] : []),
    ...(end === null ? [`ended as ${state.status}, as nothing here should`] : []),
    ...(end === 'sent' && taken !== 1 ? [`said to be sent, but the carrier took ${taken}`] : []),
    ...(end === 'seen' && taken !== 0 ? ['said to be seen in time, but an SMS was sent'] : []),
    ...(end === 'outcome_unknown' && (asking === null || isAnswered)
      ? ['unknown, although nobody was asked or the answer is there']
      : []),
  ];
  const underWay = spanOf(events, (type) => type === 'EscalationPlanned', ends);
  return { notificationId, end: end ?? 'open', taken, faults, underWay, asking };
}

function endOf(state: Awaited<ReturnType<typeof loadEscalation>>, isLost: boolean): End | null {
  switch (state.status) {
    case 'unplanned':
    case 'watching':
      return 'open';
    case 'intended':
      return isLost ? 'answer_lost' : 'open';
    case 'outcome_unknown':
      return 'outcome_unknown';
    case 'cancelled':
      return 'seen';
    case 'ended':
      if (state.outcomes.at(-1) === 'sent') return 'sent';
      // Intended, and taken back before anybody was asked because the mail was opened after all.
      return state.outcomes.at(-1) === 'not_sent' ? 'seen' : null;
  }
}

/** From the last event that begins it to the first one after that ends it. */
function spanOf(
  events: readonly StoredEvent[],
  begins: (type: string) => boolean,
  endings: ReadonlySet<string>,
): Span | null {
  const first = events.findLastIndex(({ type }) => begins(type));
  const begun = events[first];
  if (begun === undefined) return null;
  const ended = events.slice(first + 1).find(({ type }) => endings.has(type));
  const to = ended === undefined ? Number.POSITIVE_INFINITY : Date.parse(ended.occurredAt);
  return { from: Date.parse(begun.occurredAt), to };
}
