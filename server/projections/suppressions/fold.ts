import { suppressions } from '#db/schema/suppressions.ts';
import { defaultCategories } from '#server/domain/category/category.ts';
import type { Instant } from '#server/domain/instant.ts';
import { smallerKnown } from '#server/domain/message/ordering.ts';
import type { Channel } from '#server/domain/message/report.ts';
import {
  evolveSuppression,
  type StoredSuppressionEvent,
  suppressionEventTypes,
  suppressionTarget,
} from '#server/domain/suppression/evolve.ts';
import type { SuppressionReason } from '#server/domain/suppression/reason.ts';
import type { SuppressionState } from '#server/domain/suppression/state.ts';
import type { Suppression, SuppressionRules } from '#server/domain/suppression/suppression.ts';
import { suppressionsOf } from '#server/domain/suppression/suppressions-of.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

/** What the columns of a row judge by: those of the installation are known only where the row is read. */
export const defaultRules: SuppressionRules = { policies: [], categories: defaultCategories };

type Ends = Readonly<Partial<Record<SuppressionReason, Instant | null>>>;

/** All suppressions of an address in short, expired ones included, since a row knows no clock. */
interface Summary {
  readonly reasons: readonly SuppressionReason[];
  readonly ends: Ends;
  readonly since: Instant | null;
  readonly expiresAt: Instant | null;
}

export interface SuppressionRow extends SuppressionState, Summary {
  readonly key: string;
  readonly address: string | null;
}

/** Answers: which addresses must not be written to, and why? */
export const suppressionsFold: Projection<SuppressionRow, StoredSuppressionEvent['type']> = {
  name: 'suppressions',
  version: 1,
  table: suppressions,
  key: 'key',
  handles: suppressionEventTypes,
  keysOf: (event) => {
    const target = suppressionTarget(event);
    return target === null ? [] : [suppressionKey(target.channel, target.subjectId)];
  },
  evolve: (row, event, key) => {
    const state = evolveSuppression(row, event);
    const address = smallerKnown(row?.address ?? null, addressIn(event));
    if (row !== null && state === row && address === row.address) return row;
    const { channel, subjectId, cells } = state;
    return { key, channel, subjectId, address, cells, ...summaryOf(suppressionsOf(state, defaultRules)) };
  },
  // The facts name nobody and stay: who is forgotten must still not be written to.
  erase: (row) => (row.address === null ? row : { ...row, address: null }),
};

export const suppressionsProjection = defineProjection(suppressionsFold);

export function suppressionKey(channel: Channel, subjectId: string): string {
  return `${channel}/${subjectId}`;
}

/** One mailbox is spelt in several ways; which of them is shown must not hang on the order of reports. */
function addressIn(event: StoredSuppressionEvent): string | null {
  return event.personal?.recipient ?? null;
}

function summaryOf(found: readonly Suppression[]): Summary {
  const ends: Partial<Record<SuppressionReason, Instant | null>> = {};
  for (const { reason, expiresAt } of found) {
    const known = ends[reason];
    ends[reason] = known === undefined ? expiresAt : lastEnd([known, expiresAt]);
  }
  return {
    reasons: [...new Set(found.map(({ reason }) => reason))],
    ends,
    since: found.map(({ since }) => since).toSorted()[0] ?? null,
    expiresAt: lastEnd(Object.values(ends)),
  };
}

/** Null, for never, comes after every instant. */
function lastEnd(ends: readonly (Instant | null)[]): Instant | null {
  return ends.includes(null) ? null : (ends.toSorted().at(-1) ?? null);
}
