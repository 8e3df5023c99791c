import { defaultCategories } from '#server/domain/category/category.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { type ContactState, evolveContact, type StoredContactEvent } from '#server/domain/contact/contact.ts';
import { contactEvents, contactStream } from '#server/domain/contact/events.ts';
import type { SendFacts } from '#server/domain/decision/send-facts.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { DirectAddresses } from '#server/domain/notification/content.ts';
import { preferenceEvents, preferencesStream } from '#server/domain/preference/events.ts';
import { evolvePreferences, type StoredPreferenceEvent } from '#server/domain/preference/evolve.ts';
import type { PreferencesState } from '#server/domain/preference/state.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { suppressionsOf } from '#server/domain/suppression/suppressions-of.ts';
import type { EventStore, SubjectAddress } from '#server/event-store/event-store.ts';
import { suppressionStateOf } from '#server/projections/suppressions/as-of-queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { marketingPauseFact } from './load-marketing-pause.ts';

/** Whom a message is for. */
export interface Told {
  /** Null where an address is told and nobody named. */
  readonly userId: string | null;
  readonly addresses: DirectAddresses;
}

export interface Gathered {
  readonly facts: SendFacts;
  /** Where it would go; null when no address is known. */
  readonly recipient: SubjectAddress | null;
}

/**
 * What is known at this moment of sending to somebody over a channel. It is read from the store and not from read models,
 * so that a wish is obeyed from the moment it is durable.
 */
export async function gatherFacts(
  eventStore: EventStore,
  { userId, addresses }: Told,
  channel: Channel,
): Promise<Gathered> {
  const [address, preferences, marketingPause] = await Promise.all([
    addressOf(eventStore, { userId, addresses }, channel),
    userId === null ? null : preferencesOf(eventStore, userId),
    marketingPauseFact(eventStore),
  ]);
  const recipient = address && { kind: addressKinds[channel], value: address.value };
  const subjectId = recipient && eventStore.subjectIdOf(recipient);
  const suppressions = subjectId === null ? [] : await suppressionsOn(eventStore, channel, subjectId);
  return {
    recipient,
    facts: {
      categories: defaultCategories,
      address: subjectId === null ? null : { subjectId, because: address?.because ?? null },
      preferences,
      suppressions,
      marketingPause,
      // A key that is used again is told so when it asks, and no message is handed over twice.
      duplicateOf: null,
      budget: null,
    },
  };
}

async function addressOf(
  eventStore: EventStore,
  { userId, addresses }: Told,
  channel: Channel,
): Promise<{ readonly value: string; readonly because: string | null } | null> {
  // In the app a person is their own address.
  const direct = channel === 'in_app' ? (userId ?? undefined) : addresses[channel];
  if (direct !== undefined) return { value: direct, because: null };
  if (userId === null) return null;
  const events = await eventStore.readStream(contactStream(userId));
  const state = events
    .filter((event) => isContactEvent(event))
    .reduce<ContactState | null>(evolveContact, null);
  const known = state?.addresses[channel];
  return known === undefined || known.address === null ? null : { value: known.address, because: known.id };
}

async function preferencesOf(eventStore: EventStore, userId: string): Promise<PreferencesState | null> {
  const events = await eventStore.readStream(preferencesStream(userId));
  return events
    .filter((event) => isPreferenceEvent(event))
    .reduce<PreferencesState | null>(evolvePreferences, null);
}

async function suppressionsOn(eventStore: EventStore, channel: Channel, subjectId: string) {
  const [state, rules] = await Promise.all([
    suppressionStateOf(eventStore, { channel, subjectId }),
    currentSuppressionRules(eventStore),
  ]);
  return suppressionsOf(state, rules);
}

function isContactEvent<E extends Pick<StoredEvent, 'type'>>(
  event: E,
): event is Extract<E, { type: StoredContactEvent['type'] }> {
  return Object.hasOwn(contactEvents, event.type);
}

function isPreferenceEvent<E extends Pick<StoredEvent, 'type'>>(
  event: E,
): event is Extract<E, { type: StoredPreferenceEvent['type'] }> {
  return Object.hasOwn(preferenceEvents, event.type);
}
