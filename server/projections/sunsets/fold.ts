import { sunsets } from '#db/schema/sunsets.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { SunsetEpisode, SunsetEpisodeEvent } from '#server/domain/sunset/events.ts';
import { daysLater } from '#server/domain/sunset/policy.ts';
import { evolveSunset, type SunsetState, type SunsetStatus, unasked } from '#server/domain/sunset/state.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

export interface SunsetRow extends SunsetEpisode {
  readonly subjectId: string;
  readonly status: SunsetStatus;
  readonly dueAt: Instant;
  readonly settledAt: Instant | null;
}

/** Answers: who was asked whether they are still interested, and what became of it? It names nobody. */
export const sunsetsFold: Projection<SunsetRow, SunsetEpisodeEvent['type']> = {
  name: 'sunsets',
  version: 1,
  table: sunsets,
  key: 'subjectId',
  handles: ['SunsetAsked', 'SunsetKept', 'SunsetEnded', 'SunsetCancelled'],
  keysOf: ({ data }) => [data.subjectId],
  evolve: (row, event) => {
    const before = row === null ? unasked : stateOf(row);
    const after = evolveSunset(before, event);
    if (after === before && row !== null) return row;
    return rowOf(event.data.subjectId, after);
  },
  erase: null,
};

export const sunsetsProjection = defineProjection(sunsetsFold);

function stateOf({ subjectId: _, dueAt: __, status, settledAt, ...asked }: SunsetRow): SunsetState {
  return status === 'asked' || settledAt === null
    ? { ...asked, status: 'asked' }
    : { ...asked, status, settledAt };
}

function rowOf(subjectId: string, state: SunsetState): SunsetRow {
  if (state.status === 'unasked') throw new RangeError('Every event of an episode says that it was asked.');
  const dueAt = daysLater(state.askedAt, state.graceDays);
  return { ...state, subjectId, dueAt, settledAt: state.status === 'asked' ? null : state.settledAt };
}
