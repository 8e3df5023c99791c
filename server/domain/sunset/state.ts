import type { Instant } from '#server/domain/instant.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { SunsetEpisode, SunsetEpisodeEvent } from './events.ts';

/** How an address stands. Of several askings the last one counts. */
export type SunsetState =
  | { readonly status: 'unasked' }
  | (SunsetEpisode & { readonly status: 'asked' })
  | (SunsetEpisode & { readonly status: 'cancelled' | 'ended' | 'kept'; readonly settledAt: Instant });

export type SunsetStatus = Exclude<SunsetState['status'], 'unasked'>;
export type StoredSunsetEvent = StoredEvent<SunsetEpisodeEvent>;

export const unasked: SunsetState = { status: 'unasked' };

/** Adds an event. The later asking wins, then who got further in it, then the earlier: so no order can be seen. */
export function evolveSunset(state: SunsetState, event: StoredSunsetEvent): SunsetState {
  const said = stateOf(event);
  return state.status === 'unasked' || beats(said, state) ? said : state;
}

type Said = Exclude<SunsetState, { status: 'unasked' }>;

const statusAfter = {
  SunsetAsked: 'asked',
  SunsetCancelled: 'cancelled',
  SunsetEnded: 'ended',
  SunsetKept: 'kept',
} as const satisfies Record<SunsetEpisodeEvent['type'], SunsetStatus>;

/** Whoever comes back after the end is kept, and an answer that came just before it beats it. */
const rank = { asked: 0, cancelled: 1, ended: 2, kept: 3 } as const satisfies Record<SunsetStatus, number>;

function stateOf({ type, data, occurredAt }: StoredSunsetEvent): Said {
  const { episode, notificationId, askedAt, graceDays } = data;
  const asked = { episode, notificationId, askedAt, graceDays };
  const status = statusAfter[type];
  return status === 'asked' ? { ...asked, status } : { ...asked, status, settledAt: occurredAt };
}

function beats(one: Said, other: Said): boolean {
  if (one.episode !== other.episode) return one.episode > other.episode;
  if (one.status !== other.status) return rank[one.status] > rank[other.status];
  return 'settledAt' in one && 'settledAt' in other && one.settledAt < other.settledAt;
}
