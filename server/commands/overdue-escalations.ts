import type { Drizzle } from '#db/client.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { overdueEscalations as listOverdue } from '#server/projections/escalations/queries.ts';

/** A run that is alive has looked by then; a second signal does no harm. */
const graceMs = 60_000;
const atOnce = 1_000;

interface Overdue {
  readonly notificationIds: readonly string[];
  /** Where the next page starts; null at the end. */
  readonly next: string | null;
}

/** A page of the escalations that a run should have looked at by now, by id after `after`. */
export async function overdueEscalations(
  { db, now }: { readonly db: Drizzle; readonly now: () => Instant },
  after: string | null,
): Promise<Overdue> {
  const before = instantFromMs(msFromInstant(now()) - graceMs);
  const notificationIds = await listOverdue(db, { before, after, limit: atOnce });
  const next = notificationIds.length < atOnce ? null : (notificationIds.at(-1) ?? null);
  return { notificationIds, next };
}
