import type { Drizzle } from '#db/client.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { listUndecided } from '#server/projections/notifications/queries.ts';

/** A run that was signalled has decided by then, unless the engine is behind; a second signal does no harm. */
const graceMs = 60_000;
/** What could not be sent for so long is no news any more. */
const longestMs = 3 * 24 * 60 * 60_000;
const most = 500;

/** Notifications that were asked for and of which nothing was decided, the oldest first. */
export async function undecidedNotifications({
  db,
  now,
}: {
  readonly db: Drizzle;
  readonly now: () => Instant;
}): Promise<readonly string[]> {
  const ms = msFromInstant(now());
  return await listUndecided(db, {
    from: instantFromMs(ms - longestMs),
    to: instantFromMs(ms - graceMs),
    limit: most,
  });
}
