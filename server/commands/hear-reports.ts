import type { Drizzle } from '#db/client.ts';
import { type MessageEventType, messageEvents, messageStream } from '#server/domain/message/events.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { hasOpenEscalations, openEscalationsOf } from '#server/projections/escalations/queries.ts';
import { moveReaction, unseenBy } from '#server/projections/reaction-positions.ts';

interface Deps {
  readonly db: Drizzle;
  readonly eventStore: Pick<EventStore, 'changedStreams' | 'newestPosition'>;
}

export interface HeardReports {
  /** Those to tell that something was heard, each once. */
  readonly notificationIds: readonly string[];
  /** To be remembered, by `rememberHeard`, once they were told. */
  readonly upTo: number;
  /** False while there is more, or the read models that know whose messages these are have not seen it all. */
  readonly isDone: boolean;
}

const reaction = 'escalations/heard';
/** Which message is whose, and who waits: what these have not seen cannot be judged yet. */
const asked = ['messages', 'escalations'];
const eventsAtOnce = 20_000;
const mostTurns = 50;

/** Our own wish to send a message is no news to whoever wished it. */
const heard = (Object.keys(messageEvents) as MessageEventType[]).filter(
  (type) => type !== 'MessageRequested',
);
const streamPrefix = messageStream('');

/**
 * Finds the open escalations that something was reported for since the last time. Nobody is told here and the position is
 * only moved where there is nobody to tell, so that a crash before the telling finds them again.
 */
export async function hearReports({ db, eventStore }: Deps): Promise<HeardReports> {
  const newest = await eventStore.newestPosition();
  const unseen = await unseenBy(db, reaction, asked);
  let { after } = unseen;
  for (let turn = 1; after < unseen.upTo && turn <= mostTurns; turn += 1) {
    // Most installations have many events and few who wait for one.
    const isAwaited = await hasOpenEscalations(db);
    const upTo = isAwaited ? Math.min(unseen.upTo, after + eventsAtOnce) : unseen.upTo;
    const notificationIds = isAwaited ? await waitingFor({ db, eventStore }, { after, upTo }) : [];
    const isDone = upTo >= newest;
    if (notificationIds.length > 0) return { notificationIds, upTo, isDone };
    await moveReaction(db, reaction, upTo);
    after = upTo;
  }
  return { notificationIds: [], upTo: after, isDone: after >= newest };
}

/** Those who were told about this much are not told again. */
export async function rememberHeard({ db }: Pick<Deps, 'db'>, upTo: number): Promise<void> {
  await moveReaction(db, reaction, upTo);
}

async function waitingFor(
  { db, eventStore }: Deps,
  range: { readonly after: number; readonly upTo: number },
): Promise<readonly string[]> {
  const streams = await eventStore.changedStreams(range, heard);
  return await openEscalationsOf(
    db,
    streams.map((stream) => stream.slice(streamPrefix.length)),
  );
}
