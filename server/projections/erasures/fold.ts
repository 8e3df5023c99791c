import { erasures } from '#db/schema/erasures.ts';
import type { ErasureEvent, ErasureLanguage } from '#server/domain/erasure/events.ts';
import type { ErasureStatus } from '#server/domain/erasure/state.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

type KnownStatus = Exclude<ErasureStatus, 'unasked'>;

/** One wish to be erased. What was asked for is null as long as only what followed was heard of. */
export interface ErasureRow {
  readonly erasureId: string;
  readonly status: KnownStatus;
  readonly userIds: readonly string[] | null;
  readonly language: ErasureLanguage | null;
  readonly requestedAt: Instant | null;
  readonly decidedAt: Instant | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
}

/** Answers: who waits to be erased, and what became of the others? Who they are, the store says while it can. */
export const erasuresFold: Projection<ErasureRow, ErasureEvent['type']> = {
  name: 'erasures',
  version: 1,
  table: erasures,
  key: 'erasureId',
  handles: ['ErasureRequested', 'ErasureWithdrawn', 'ErasureRefused', 'ErasureConfirmed', 'ErasureCompleted'],
  keysOf: ({ data }) => [data.erasureId],
  // The store holds each of these once for a wish, and one decision: there is nothing to choose between.
  evolve: (row, event) => {
    const known = row ?? { ...nothing, erasureId: event.data.erasureId };
    if (event.type === 'ErasureRequested') return known.requestedAt === null ? asked(known, event) : known;
    const status = later(known.status, statusAfter[event.type]);
    if (event.type === 'ErasureCompleted') return status === known.status ? known : { ...known, status };
    if (known.decidedAt !== null) return known;
    const reason = event.type === 'ErasureWithdrawn' ? null : event.data.reason;
    return { ...known, status, decidedAt: event.occurredAt, decidedBy: event.actor, reason };
  },
  erase: null,
};

export const erasuresProjection = defineProjection(erasuresFold);

const nothing = {
  status: 'open',
  userIds: null,
  language: null,
  requestedAt: null,
  decidedAt: null,
  decidedBy: null,
  reason: null,
} as const;

const statusAfter = {
  ErasureWithdrawn: 'withdrawn',
  ErasureRefused: 'refused',
  ErasureConfirmed: 'confirmed',
  ErasureCompleted: 'completed',
} as const satisfies Record<Exclude<ErasureEvent['type'], 'ErasureRequested'>, KnownStatus>;

/** How far a wish has come. */
const rank = { open: 0, withdrawn: 1, refused: 1, confirmed: 1, completed: 2 } as const satisfies Record<
  KnownStatus,
  number
>;

function later(one: KnownStatus, other: KnownStatus): KnownStatus {
  return rank[other] > rank[one] ? other : one;
}

function asked(row: ErasureRow, { data, occurredAt }: StoredEventOf<'ErasureRequested'>): ErasureRow {
  return { ...row, userIds: data.userIds, language: data.language, requestedAt: occurredAt };
}
