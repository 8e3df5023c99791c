import type { Drizzle } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import { replayStream } from '#server/domain/webhook/events.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { lettersToReplay } from '#server/projections/dead-letters/replay-queries.ts';
import type { OpenProviders } from '#server/providers/open-providers.ts';
import { replayDeadLetter } from './replay-dead-letter.ts';

const pageSize = 100;

/** A replay that was asked for. `totals` is null until it is finished. */
export interface Replay {
  readonly replayId: string;
  readonly signature: string | null;
  readonly letters: number;
  readonly actor: string;
  readonly requestedAt: Instant;
  readonly totals: ReplayTotals | null;
}

export interface ReplayTotals {
  readonly read: number;
  readonly unreadable: number;
  readonly skipped: number;
}

interface Deps {
  readonly db: Drizzle;
  readonly eventStore: EventStore;
  readonly providers: OpenProviders;
  readonly now: () => Instant;
}

/** Every replay that was asked for, the newest first. */
export async function listReplays({ eventStore }: Pick<Deps, 'eventStore'>): Promise<readonly Replay[]> {
  const events = await eventStore.readStream(replayStream);
  const totals = new Map<string, ReplayTotals>();
  for (const event of events) {
    if (event.type !== 'DeadLetterReplayFinished') continue;
    const { replayId, ...counts } = event.data;
    totals.set(replayId, counts);
  }
  const replays = events.flatMap((event) =>
    event.type === 'DeadLetterReplayRequested'
      ? [
          {
            ...event.data,
            actor: event.actor ?? 'unknown',
            requestedAt: event.occurredAt,
            totals: totals.get(event.data.replayId) ?? null,
          },
        ]
      : [],
  );
  return replays.reverse();
}

/** Replays the next letters after one; a page that was played already plays again without effect. */
export async function replayPage(
  deps: Deps,
  replay: Replay,
  after: string,
): Promise<{ readonly next: string | null; readonly totals: ReplayTotals }> {
  const ids = await lettersToReplay(deps.db, {
    signature: replay.signature,
    receivedBefore: replay.requestedAt,
    after,
    limit: pageSize,
  });
  const totals = { read: 0, unreadable: 0, skipped: 0 };
  for (const id of ids) {
    const { replayId, actor } = replay;
    const played = await replayDeadLetter(deps, { id, replayId, actor, at: deps.now(), dryRun: false });
    const outcome = played?.outcome;
    totals[outcome === 'read' || outcome === 'unreadable' ? outcome : 'skipped'] += 1;
  }
  return { next: ids.length < pageSize ? null : (ids.at(-1) ?? null), totals };
}

/** Records that a replay is over; once, however often it is told. */
export async function finishReplay(
  { eventStore, now }: Pick<Deps, 'eventStore' | 'now'>,
  { replayId }: Pick<Replay, 'replayId'>,
  totals: ReplayTotals,
): Promise<void> {
  const at = now();
  await eventStore.append([
    {
      stream: replayStream,
      type: 'DeadLetterReplayFinished',
      data: { replayId, ...totals },
      personal: null,
      subject: null,
      occurredAt: at,
      receivedAt: at,
      source: 'engine',
      sourceEventId: `${replayId}:finished`,
      fingerprint: ['replay finished', replayId],
    },
  ]);
}
