import { suppressions } from '#db/schema/suppressions.ts';
import { type AddressSigns, evolveAddressHealth, healthIn } from '#server/domain/contact/address-health.ts';
import { eventTypeOfReport, isReportEvent, type ReportEventType } from '#server/domain/message/events.ts';
import { smallerKnown } from '#server/domain/message/ordering.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import {
  evolveSuppression,
  isSuppressionEvent,
  type StoredSuppressionEvent,
  suppressionEventTypes,
  suppressionTarget,
} from '#server/domain/suppression/evolve.ts';
import { type Grounds, groundsOf } from '#server/domain/suppression/grounds.ts';
import { type SuppressionState, unsuppressed } from '#server/domain/suppression/state.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

type Handled = StoredSuppressionEvent['type'] | ReportEventType;

export interface SuppressionRow extends SuppressionState, Grounds, AddressSigns {
  readonly key: string;
  readonly address: string | null;
}

/**
 * Answers: which addresses must not be written to, and why, and does an address work? By any policy: a row holds facts
 * and no verdict. Both in one row, because the reports that speak of the one most often speak of the other: a row for each
 * was measured to cost a twelfth of what Postgres does for all read models.
 */
export const suppressionsFold: Projection<SuppressionRow, Handled> = {
  name: 'suppressions',
  version: 3,
  table: suppressions,
  key: 'key',
  handles: [...new Set<Handled>([...suppressionEventTypes, ...Object.values(eventTypeOfReport)])],
  keysOf: (event) => {
    const target = targetOf(event);
    return target === null ? [] : [suppressionKey(target.channel, target.subjectId)];
  },
  evolve: (row, event, key) => withSigns(withFacts(row ?? nothingKnown(key, event), event), event),
  // The facts name nobody and stay: who is forgotten must still not be written to.
  erase: (row) => (row.address === null ? row : { ...row, address: null }),
};

export const suppressionsProjection = defineProjection(suppressionsFold);

export function suppressionKey(channel: Channel, subjectId: string): string {
  return `${channel}/${subjectId}`;
}

function targetOf(event: StoredEventOf<Handled>): { channel: Channel; subjectId: string } | null {
  if (isSuppressionEvent(event)) return suppressionTarget(event);
  return event.subjectId === null ? null : { channel: event.data.channel, subjectId: event.subjectId };
}

function nothingKnown(key: string, event: StoredEventOf<Handled>): SuppressionRow {
  const target = targetOf(event);
  if (target === null) throw new RangeError('This event names no address.');
  const state = unsuppressed(target.channel, target.subjectId);
  return { key, ...state, address: null, ...groundsOf(state), last: null, outcome: null };
}

function withFacts(row: SuppressionRow, event: StoredEventOf<Handled>): SuppressionRow {
  if (!isSuppressionEvent(event)) return row;
  const state = evolveSuppression(row, event);
  const address = smallerKnown(row.address, addressIn(event));
  if (state === row && address === row.address) return row;
  return { ...row, address, cells: state.cells, ...groundsOf(state) };
}

function withSigns(row: SuppressionRow, event: StoredEventOf<Handled>): SuppressionRow {
  if (!isReportEvent(event)) return row;
  const before = healthIn(row);
  const after = evolveAddressHealth(before, event);
  return after === before ? row : { ...row, ...after };
}

/** One mailbox is spelt in several ways; which of them is shown must not hang on the order of reports. */
function addressIn({ personal }: StoredSuppressionEvent): string | null {
  if (personal === null) return null;
  if ('sender' in personal) return personal.sender;
  return 'address' in personal ? personal.address : personal.recipient;
}
