import { contacts } from '#db/schema/contacts.ts';
import {
  type ContactAddress,
  type ContactState,
  eraseContactAddress,
  evolveContact,
  type StoredContactEvent,
} from '#server/domain/contact/contact.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

/** One channel of a person, so that a row has one subject and is found by it when that one is erased. */
export interface ContactRow extends ContactAddress {
  readonly key: string;
  readonly channel: Channel;
  readonly userId: string;
}

/** Answers: where can this person be reached, and whose address is this? */
export const contactsFold: Projection<ContactRow, StoredContactEvent['type']> = {
  name: 'contacts',
  version: 1,
  table: contacts,
  key: 'key',
  handles: ['ContactAddressSet', 'ContactAddressRemoved'],
  keysOf: ({ data }) => [`${data.channel}/${data.userId}`],
  evolve: (row, event, key) => {
    const { userId, channel } = event.data;
    const before = row && stateOf(row);
    const after = evolveContact(before, event);
    return row !== null && after === before ? row : rowOf(after, { key, channel, userId });
  },
  erase: (row) => {
    if (row.subjectId === null || row.address === null) return row;
    return rowOf(eraseContactAddress(stateOf(row), row.subjectId), row);
  },
};

export const contactsProjection = defineProjection(contactsFold);

function stateOf({ userId, channel, subjectId, address, at, id }: ContactRow): ContactState {
  return { userId, addresses: { [channel]: { subjectId, address, at, id } } };
}

function rowOf(
  { addresses }: ContactState,
  { key, channel, userId }: Pick<ContactRow, 'key' | 'channel' | 'userId'>,
): ContactRow {
  const said = addresses[channel];
  if (said === undefined) throw new Error(`${key} was folded from events of another channel`);
  return { key, channel, userId, ...said };
}
