import type { Drizzle } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import { replayStream } from '#server/domain/webhook/events.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { countLettersToReplay } from '#server/projections/dead-letters/replay-queries.ts';
import { adminEvent } from './admin-event.ts';

export interface RequestReplay {
  /** Chosen by whoever asks, so that asking twice asks once. */
  readonly replayId: string;
  /** A group of letters that failed alike; null for all that are open. */
  readonly signature: string | null;
  readonly actor: string;
  readonly at: Instant;
}

/** Asks for many letters to be read again in the background. Answers how many there are now. */
export async function requestReplay(
  { db, eventStore }: { readonly db: Drizzle; readonly eventStore: EventStore },
  { replayId, signature, actor, at }: RequestReplay,
): Promise<{ readonly letters: number }> {
  const letters = await countLettersToReplay(db, { signature });
  await eventStore.append([
    {
      stream: replayStream,
      type: 'DeadLetterReplayRequested',
      data: { replayId, signature, letters },
      personal: null,
      ...adminEvent(`${replayId}:requested`, { actor, at }, ['replay requested', replayId]),
    },
  ]);
  return { letters };
}
