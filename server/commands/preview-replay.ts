import type { Drizzle } from '#db/client.ts';
import type { EventType } from '#server/domain/events.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { countLettersToReplay, lettersToReplay } from '#server/projections/dead-letters/replay-queries.ts';
import type { OpenProviders } from '#server/providers/open-providers.ts';
import { type ReplayedLetter, replayDeadLetter } from './replay-dead-letter.ts';

/** What a replay would do, judged by its first letters. */
export interface ReplayPreview {
  /** How many it would take. */
  readonly letters: number;
  /** How many of them were read to find out. */
  readonly tried: number;
  readonly outcomes: Readonly<Record<ReplayedLetter['outcome'], number>>;
  /** What the readable ones say, the most frequent first. */
  readonly events: readonly { readonly type: EventType; readonly count: number }[];
  /** Why the others still cannot be read, the most frequent first. */
  readonly failures: readonly { readonly failure: string; readonly count: number }[];
}

interface Deps {
  readonly db: Drizzle;
  readonly eventStore: EventStore;
  readonly providers: OpenProviders;
}

/** Reads the first letters of a group, or of all that are open, as a replay would, and writes nothing. */
export async function previewReplay(
  deps: Deps,
  { signature, limit, at }: { signature: string | null; limit: number; at: Instant },
): Promise<ReplayPreview> {
  const letters = await countLettersToReplay(deps.db, { signature });
  const ids = await lettersToReplay(deps.db, { signature, receivedBefore: at, after: '', limit });
  const outcomes = { read: 0, unreadable: 0, erased: 0, not_listened_to: 0 };
  const events: EventType[] = [];
  const failures: string[] = [];
  for (const id of ids) {
    const told = await replayDeadLetter(deps, {
      id,
      replayId: 'preview',
      actor: 'preview',
      at,
      dryRun: true,
    });
    if (told === null) continue;
    outcomes[told.outcome] += 1;
    events.push(...told.events);
    if (told.failure !== null) failures.push(told.failure);
  }
  return {
    letters,
    tried: ids.length,
    outcomes,
    events: frequencies(events).map(([type, count]) => ({ type, count })),
    failures: frequencies(failures).map(([failure, count]) => ({ failure, count })),
  };
}

function frequencies<Text extends string>(texts: readonly Text[]): readonly (readonly [Text, number])[] {
  const counts = new Map<Text, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
