import { suppressions } from '#db/schema/suppressions.ts';
import { smallerKnown } from '#server/domain/message/ordering.ts';
import type { Channel } from '#server/domain/message/report.ts';
import {
  evolveSuppression,
  type StoredSuppressionEvent,
  suppressionEventTypes,
  suppressionTarget,
} from '#server/domain/suppression/evolve.ts';
import { type Grounds, groundsOf } from '#server/domain/suppression/grounds.ts';
import type { SuppressionState } from '#server/domain/suppression/state.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

export interface SuppressionRow extends SuppressionState, Grounds {
  readonly key: string;
  readonly address: string | null;
}

/** Answers: which addresses must not be written to, and why? By any policy: a row holds facts and no verdict. */
export const suppressionsFold: Projection<SuppressionRow, StoredSuppressionEvent['type']> = {
  name: 'suppressions',
  version: 2,
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
    return { key, channel, subjectId, address, cells, ...groundsOf(state) };
  },
  // The facts name nobody and stay: who is forgotten must still not be written to.
  erase: (row) => (row.address === null ? row : { ...row, address: null }),
};

export const suppressionsProjection = defineProjection(suppressionsFold);

export function suppressionKey(channel: Channel, subjectId: string): string {
  return `${channel}/${subjectId}`;
}

/** One mailbox is spelt in several ways; which of them is shown must not hang on the order of reports. */
function addressIn({ personal }: StoredSuppressionEvent): string | null {
  if (personal === null) return null;
  if ('sender' in personal) return personal.sender;
  return 'address' in personal ? personal.address : personal.recipient;
}
