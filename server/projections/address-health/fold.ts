import { addressHealth } from '#db/schema/address-health.ts';
import { type AddressHealth, evolveAddressHealth } from '#server/domain/contact/address-health.ts';
import { eventTypeOfReport, type ReportEventType } from '#server/domain/message/events.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

export interface AddressHealthRow extends AddressHealth {
  readonly key: string;
}

/** Answers: does this address work? It holds no address, only the hash of one, so an erasure leaves it as it is. */
export const addressHealthFold: Projection<AddressHealthRow, ReportEventType> = {
  name: 'address-health',
  version: 1,
  table: addressHealth,
  key: 'key',
  handles: Object.values(eventTypeOfReport),
  keysOf: ({ subjectId, data }) => (subjectId === null ? [] : [`${data.channel}/${subjectId}`]),
  evolve: (row, event, key) => {
    const health = evolveAddressHealth(row, event);
    return row !== null && health === row ? row : { ...health, key };
  },
  erase: null,
};

export const addressHealthProjection = defineProjection(addressHealthFold);
