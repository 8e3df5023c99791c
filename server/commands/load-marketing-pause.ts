import type { SendFacts } from '#server/domain/decision/send-facts.ts';
import { isMarketingPauseEvent, marketingPauseStream } from '#server/domain/marketing-pause/events.ts';
import {
  evolveMarketingPause,
  type MarketingPause,
  sendingMarketing,
} from '#server/domain/marketing-pause/marketing-pause.ts';
import type { EventStore } from '#server/event-store/event-store.ts';

type StreamReader = Pick<EventStore, 'readStream'>;

/** Whether marketing is sent, as the store knows it at present, and how many events say so. */
export async function loadMarketingPause(
  eventStore: StreamReader,
): Promise<{ readonly pause: MarketingPause; readonly events: number }> {
  const events = (await eventStore.readStream(marketingPauseStream)).filter((event) =>
    isMarketingPauseEvent(event),
  );
  return {
    pause: events.reduce<MarketingPause>(evolveMarketingPause, sendingMarketing),
    events: events.length,
  };
}

/** The same as a fact for decisions. */
export async function marketingPauseFact(eventStore: StreamReader): Promise<SendFacts['marketingPause']> {
  const { pause } = await loadMarketingPause(eventStore);
  return pause.status === 'paused' ? { since: pause.since, because: pause.because } : null;
}
