import { addressKinds } from '#server/domain/contact/address-kind.ts';
import {
  type ContactState,
  decideContact,
  evolveContact,
  type StoredContactEvent,
} from '#server/domain/contact/contact.ts';
import { contactEvents, contactStream } from '#server/domain/contact/events.ts';
import { newerRef } from '#server/domain/event-id.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { notificationWish } from './notification-wish.ts';
import { reachableChannels } from './reachable-channels.ts';
import { notificationEvent } from './request-notification.ts';
import type { Outbound } from './send-deps.ts';

export interface SetContactAddress {
  /** All whom one mailbox stands for. */
  readonly userIds: readonly string[];
  readonly channel: 'email' | 'sms';
  /** Proven to be theirs. */
  readonly address: string;
  readonly by: { readonly actor: string };
  readonly language: 'en' | 'de';
  readonly at: Instant;
}

interface Deps {
  readonly eventStore: EventStore;
  readonly outbound: Outbound;
}

/**
 * Writes to people at another address from now on. Nothing that stands against the old address or the new one is lifted. Who
 * read mail at the old address is told so there, in the same append, for whoever has a session could have done it.
 */
export async function setContactAddress(
  { eventStore, outbound }: Deps,
  wish: SetContactAddress,
): Promise<{ readonly changed: boolean; readonly notificationIds: readonly string[] }> {
  const subject = { kind: addressKinds[wish.channel], value: wish.address };
  const subjectId = eventStore.subjectIdOf(subject);
  const events: NewEvent[] = [];
  const before = new Set<string>();
  for (const userId of wish.userIds) {
    const state = await contactOf(eventStore, userId);
    const { channel, address } = wish;
    const decided = decideContact({ type: 'SetContactAddress', channel, subjectId, address }, state);
    const old = state.addresses[channel];
    if (decided.length > 0 && typeof old?.address === 'string') before.add(old.address);
    for (const event of decided) {
      const id = eventStore.hash('contact', JSON.stringify([event.type, event.data, old?.id ?? null]));
      events.push({
        ...event,
        stream: contactStream(userId),
        subject,
        occurredAt: after(old ?? null, wish.at),
        receivedAt: wish.at,
        source: 'user',
        sourceEventId: id,
        fingerprint: ['contact', id],
        actor: wish.by.actor,
      });
    }
  }
  const notices = [...before].flatMap((old) => noticeTo({ eventStore, outbound }, old, wish));
  const { appended } = await eventStore.append([...events, ...notices]);
  return { changed: appended > 0, notificationIds: notices.map(({ data }) => data.notificationId) };
}

/** What was said by a clock ahead of ours must not outlast what is said now. */
function after(before: { readonly at: Instant; readonly id: string } | null, at: Instant): Instant {
  const isBehind = before !== null && newerRef(before, { at, id: '' }) === before;
  return isBehind ? instantFromMs(msFromInstant(before.at) + 1) : at;
}

function noticeTo({ eventStore, outbound }: Deps, old: string, wish: SetContactAddress) {
  if (wish.channel !== 'email' || reachableChannels(outbound, 'security', ['email']).length === 0) return [];
  const notice = notificationWish.safeParse({
    idempotencyKey: `address-changed-${eventStore.hash('contact', JSON.stringify([old, wish.address, wish.at]))}`,
    addresses: { email: old },
    category: 'security',
    template: 'address-changed',
    fill: { language: wish.language, at: momentIn(wish.language, wish.at) },
    channels: ['email'],
  });
  return notice.success
    ? [notificationEvent(eventStore, outbound, notice.data, { actor: wish.by.actor, at: wish.at })]
    : [];
}

function momentIn(language: 'en' | 'de', at: Instant): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...{ day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(new Date(at));
}

async function contactOf(eventStore: EventStore, userId: string): Promise<ContactState> {
  const events = await eventStore.readStream(contactStream(userId));
  const state = events
    .filter((event) => isContactEvent(event))
    .reduce<ContactState | null>(evolveContact, null);
  return state ?? { userId, addresses: {} };
}

function isContactEvent<E extends Pick<StoredEvent, 'type'>>(
  event: E,
): event is Extract<E, { type: StoredContactEvent['type'] }> {
  return Object.hasOwn(contactEvents, event.type);
}
