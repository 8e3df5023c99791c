import type { StoredEvent } from '#server/domain/stored-event.ts';
import { type ReadModelEvent, readModelEvents } from './events.ts';
import { isUnderWay, type RebuildStanding, type RebuildStatus } from './standing.ts';

export type Wish = StoredEvent<ReadModelEvent>;

/** What is to be done about wishes that nobody has taken up yet. */
export interface Orders {
  /** `begin` throws away the new copy of a rebuild under way. */
  readonly rebuild: 'begin' | 'abort' | 'swap' | null;
  readonly dropReplaced: boolean;
  /** Where the rebuild stands once that is done. */
  readonly status: RebuildStatus;
}

/** The wishes in the events of a stream, oldest first. */
export function wishesIn(events: readonly StoredEvent[]): readonly Wish[] {
  return events.filter((event): event is Wish => Object.hasOwn(readModelEvents, event.type));
}

/** What all open wishes come to, taken one after the other: who asked and then aborted has asked for nothing. */
export function ordersOf(standing: RebuildStanding, wishes: readonly Wish[]): Orders {
  const nothing: Orders = { rebuild: null, dropReplaced: false, status: standing.status };
  return wishes
    .filter(({ position }) => position > standing.seenUpTo)
    .reduce((orders, wish) => withWish(orders, wish, standing), nothing);
}

function withWish(orders: Orders, wish: Wish, standing: RebuildStanding): Orders {
  const underWay = isUnderWay(orders.status);
  switch (wish.type) {
    case 'RebuildRequested':
      return underWay ? orders : { ...orders, rebuild: 'begin', status: 'reading' };
    case 'RebuildAborted':
      if (!underWay) return orders;
      return isUnderWay(standing.status)
        ? { ...orders, rebuild: 'abort', status: 'aborted' }
        : { ...orders, rebuild: null, status: standing.status };
    case 'RebuiltRowsAccepted':
      return isOpenTo(orders, standing) && wish.data.startedAt === standing.startedAt
        ? { ...orders, rebuild: 'swap', status: 'reading' }
        : orders;
    case 'ReplacedRowsDropped':
      return { ...orders, dropReplaced: true };
  }
}

/** Only the comparison that stands can be accepted, and not that of a rebuild begun or aborted since. */
function isOpenTo(orders: Orders, standing: RebuildStanding): boolean {
  return orders.rebuild === null && standing.status === 'differs';
}

/**
 * Whether a rebuild is due without anybody's wish: this build folds otherwise than the live rows were folded, or than
 * a rebuild under way does. What people aborted stays so until they or another build ask.
 */
export function isDue(
  standing: RebuildStanding,
  versions: { readonly build: number; readonly live: number; readonly rebuild: number | null },
): boolean {
  if (isUnderWay(standing.status)) return versions.rebuild !== versions.build;
  if (versions.live === versions.build) return false;
  return standing.status !== 'aborted' || versions.rebuild !== versions.build;
}
