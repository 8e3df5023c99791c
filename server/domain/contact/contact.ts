import { DomainError } from '#server/domain/domain-error.ts';
import { compareRefs, type EventRef, refOf } from '#server/domain/event-id.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { ContactEvent } from './events.ts';

/** The newest word on one channel's address; `subjectId` null once it was removed. */
export interface ContactAddress extends EventRef {
  readonly subjectId: string | null;
  /** Null when removed, and for ever once its subject is erased. */
  readonly address: string | null;
}

/** A person and where they can be reached now. As large as there are channels. */
export interface ContactState {
  readonly userId: string;
  readonly addresses: Readonly<Partial<Record<Channel, ContactAddress>>>;
}

export type StoredContactEvent = StoredEvent<ContactEvent>;

/** Adds one word on an address. The newest by time, then by id, stands, whenever it is heard of. */
export function evolveContact(state: ContactState | null, event: StoredContactEvent): ContactState {
  const { userId, channel } = event.data;
  const known = state ?? { userId, addresses: {} };
  const before = known.addresses[channel];
  const after = { ...refOf(event), ...addressOf(event) };
  const order = before === undefined ? 1 : compareRefs(after, before);
  // The same event read again after an erasure has lost its address, and so must the state.
  const forgets = order === 0 && after.address === null && before?.address !== null;
  if (order < 0 || (order === 0 && !forgets)) return known;
  return { ...known, addresses: { ...known.addresses, [channel]: after } };
}

/** Forgets what names the person in an address; that there was one stays. */
export function eraseContactAddress(state: ContactState, subjectId: string): ContactState {
  const addresses = Object.fromEntries(
    Object.entries(state.addresses).map(([channel, address]) => [
      channel,
      address.subjectId === subjectId ? { ...address, address: null } : address,
    ]),
  );
  return { ...state, addresses };
}

function addressOf(event: StoredContactEvent): Pick<ContactAddress, 'subjectId' | 'address'> {
  switch (event.type) {
    case 'ContactAddressSet':
      return { subjectId: event.data.subjectId, address: event.personal?.address ?? null };
    case 'ContactAddressRemoved':
      return { subjectId: null, address: null };
  }
}

/** `subjectId` of a removal is that of the address the asker saw. */
export type ContactCommand =
  | {
      readonly type: 'SetContactAddress';
      readonly channel: Channel;
      readonly subjectId: string;
      readonly address: string;
    }
  | { readonly type: 'RemoveContactAddress'; readonly channel: Channel; readonly subjectId: string };

/**
 * What a wish about an address brings; nothing where it is so already. A corrected address starts with no past, and
 * nothing known about the old one is lifted. Throws DomainError `address_changed` for the removal of another address.
 */
export function decideContact(command: ContactCommand, state: ContactState): readonly ContactEvent[] {
  const { channel, subjectId } = command;
  const data = { userId: state.userId, channel, subjectId };
  const current = state.addresses[channel]?.subjectId ?? null;
  switch (command.type) {
    case 'SetContactAddress':
      if (current === subjectId) return [];
      return [{ type: 'ContactAddressSet', data, personal: { address: command.address } }];
    case 'RemoveContactAddress':
      if (current === null) return [];
      if (current !== subjectId) {
        throw new DomainError('address_changed', 'This address has been replaced by another one.');
      }
      return [{ type: 'ContactAddressRemoved', data, personal: null }];
  }
}
