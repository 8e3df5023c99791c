import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { isMessageEvent, isReportEvent } from '#server/domain/message/events.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { isHandoverEvent } from './events.ts';

/** Where a message stands between us and a provider. */
export type Handover =
  /** Nobody was asked yet. */
  | { readonly status: 'not_started' }
  /** A provider was asked and has not answered, or its answer was lost. */
  | { readonly status: 'open'; readonly call: number; readonly startedAt: Instant; readonly provider: string }
  /** The provider asked last did not take it. */
  | { readonly status: 'put_off'; readonly call: number; readonly provider: string }
  /** Something is known of it, if only that nothing will be known: nobody may be asked again. */
  | { readonly status: 'over' };

/** What to do about a message that is to be sent. */
export type NextCall =
  | { readonly next: 'start'; readonly call: number }
  /** Under the call that was started: the provider recognises the message. */
  | { readonly next: 'repeat'; readonly call: number }
  /** Somebody else may be asking at this very moment. */
  | { readonly next: 'wait'; readonly until: Instant }
  | { readonly next: 'give_up'; readonly call: number; readonly provider: string }
  | { readonly next: 'nothing' };

/** Longer than a call may take, so whoever has not recorded its answer by then never will. */
const answerGraceMs = 60_000;

/** What the events of a message's stream say, in any order. */
export function handoverOf(events: readonly StoredEvent[]): Handover {
  const isOver = events.some((event) => isMessageEvent(event) && isFinal(event));
  if (isOver) return { status: 'over' };
  const handovers = events.filter((event) => isHandoverEvent(event));
  const last = Math.max(0, ...handovers.map(({ data }) => data.call));
  const putOff = handovers.find(({ type, data }) => type === 'HandoverPutOff' && data.call === last);
  const started = handovers.find(({ data }) => data.call === last);
  if (started === undefined) return { status: 'not_started' };
  const { call, provider } = started.data;
  if (putOff !== undefined) return { status: 'put_off', call, provider };
  return { status: 'open', call, provider, startedAt: started.occurredAt };
}

/**
 * Whether to ask a provider. A call without an answer is repeated only by the provider that would recognise it;
 * elsewhere asking again could send it twice, so it is given up once nobody can be waiting for its answer any more.
 */
export function nextCall(
  handover: Handover,
  provider: { readonly id: string; readonly isIdempotent: boolean },
  at: Instant,
): NextCall {
  switch (handover.status) {
    case 'not_started':
      return { next: 'start', call: 1 };
    case 'put_off':
      return { next: 'start', call: handover.call + 1 };
    case 'open': {
      const { call } = handover;
      if (provider.isIdempotent && provider.id === handover.provider) return { next: 'repeat', call };
      const until = instantFromMs(msFromInstant(handover.startedAt) + answerGraceMs);
      return at < until ? { next: 'wait', until } : { next: 'give_up', call, provider: handover.provider };
    }
    case 'over':
      return { next: 'nothing' };
  }
}

/** Our own wish to send it says nothing of what became of it; all else does. */
function isFinal(event: StoredEvent): boolean {
  return isReportEvent(event) || event.type === 'MessageSkipped' || event.type === 'MessageOutcomeUnknown';
}
