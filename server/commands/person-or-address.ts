import { addressKinds } from '#server/domain/contact/address-kind.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { DirectAddresses } from '#server/domain/notification/content.ts';
import type { SubjectAddress } from '#server/event-store/event-store.ts';

/** Whom a notification is about: the person, or where nobody is named the address on the first channel that has one. */
export function personOrAddress(asked: {
  readonly userId: string | null;
  readonly channels: readonly Channel[];
  readonly addresses: DirectAddresses;
}): SubjectAddress {
  if (asked.userId !== null) return { kind: 'user', value: asked.userId };
  for (const channel of asked.channels) {
    const value = channel === 'in_app' ? undefined : asked.addresses[channel];
    if (value !== undefined) return { kind: addressKinds[channel], value };
  }
  throw new RangeError('A request without a person has an address.');
}
