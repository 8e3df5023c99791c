import { createHash } from 'node:crypto';
import type { Instant } from '#server/domain/instant.ts';
import { eventTypeOfReport, messageStream } from '#server/domain/message/events.ts';
import { providerKeyOf } from '#server/domain/message/identity.ts';
import { replyStream } from '#server/domain/reply/events.ts';
import type { Verification } from '#server/domain/stored-event.ts';
import { webhookStream } from '#server/domain/webhook/events.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import type {
  AccountItem,
  Provider,
  ReplyItem,
  ReportItem,
  UnreadableItem,
  WebhookItem,
} from '#server/providers/provider.ts';
import { derivedMessageId } from './derived-message-id.ts';

/** In UTF-16 units, of which UTF-8 needs at most three bytes each. */
const longestName = 800;

/** What every event of one request shares. */
export interface Delivery {
  readonly provider: Provider;
  readonly verification: Verification;
  readonly receivedAt: Instant;
  readonly hash: EventStore['hash'];
}

/** The event that an item of a webhook becomes: the same one whenever the item is read. */
export function webhookEvent(item: WebhookItem, delivery: Delivery, store: EventStore): NewEvent {
  switch (item.outcome) {
    case 'report':
      return namesIn(item).some(isTooLong)
        ? unrecognizedEvent(tooLong(item.personal.raw), delivery)
        : reportEvent(item, delivery, store);
    case 'reply':
      return [item.address.value, item.data.providerMessageId].some(isTooLong)
        ? unrecognizedEvent(tooLong(item.personal.raw), delivery)
        : replyEvent(item, delivery);
    case 'account':
      return accountEvent(item, delivery);
    case 'unreadable':
      return unrecognizedEvent(item, delivery);
  }
}

/** Read models find rows by these, and an index of Postgres takes no key of more than 2,704 bytes. */
function namesIn({ address, messageId, personal, data }: ReportItem): readonly (string | null | undefined)[] {
  const { providerMessageId, category, template, scope } = data;
  return [address.value, personal.recipient, messageId, providerMessageId, category, template, scope];
}

function isTooLong(name: string | null | undefined): boolean {
  return (name?.length ?? 0) > longestName;
}

function tooLong(raw: ReportItem['personal']['raw']): UnreadableItem {
  return {
    outcome: 'unreadable',
    failure: 'item: name_too_long',
    raw: JSON.stringify(raw),
    encoding: 'json',
  };
}

function reportEvent(item: ReportItem, delivery: Delivery, store: EventStore): NewEvent {
  const provider = delivery.provider.id;
  const messageId = item.messageId ?? derivedIdOf(item, provider, store);
  return {
    stream: messageStream(messageId),
    type: eventTypeOfReport[item.kind],
    data: { ...item.data, messageId, provider, echoed: item.messageId !== null },
    personal: item.personal,
    subject: item.address,
    occurredAt: item.occurredAt,
    receivedAt: delivery.receivedAt,
    source: provider,
    sourceEventId: item.eventId ?? contentId(delivery, item.fingerprint),
    fingerprint: item.fingerprint,
    verification: delivery.verification,
  };
}

/** A message that was sent without us is known by provider, the provider's message id and recipient. */
function derivedIdOf(item: ReportItem, provider: string, store: EventStore): string {
  const identity = item.data.providerMessageId ?? item.eventId ?? JSON.stringify(item.fingerprint);
  return derivedMessageId(store, providerKeyOf(provider, identity, store.subjectIdOf(item.address)));
}

function replyEvent(item: ReplyItem, delivery: Delivery): NewEvent {
  const provider = delivery.provider.id;
  return {
    stream: replyStream(provider),
    type: 'ReplyReceived',
    data: { ...item.data, provider },
    personal: item.personal,
    subject: item.address,
    occurredAt: item.occurredAt,
    receivedAt: delivery.receivedAt,
    source: provider,
    sourceEventId: item.eventId ?? contentId(delivery, item.fingerprint),
    fingerprint: item.fingerprint,
    verification: delivery.verification,
  };
}

function accountEvent(item: AccountItem, delivery: Delivery): NewEvent {
  const provider = delivery.provider.id;
  return {
    stream: webhookStream(provider),
    type: 'ProviderAccountChanged',
    data: { provider, change: item.change },
    personal: { raw: item.raw },
    subject: { kind: 'webhook-item', value: contentId(delivery, item.fingerprint) },
    occurredAt: item.occurredAt,
    receivedAt: delivery.receivedAt,
    source: provider,
    sourceEventId: item.eventId ?? contentId(delivery, item.fingerprint),
    fingerprint: item.fingerprint,
    verification: delivery.verification,
  };
}

/** Nobody knows whom an unreadable item is about, so it is sealed under a subject of its own. */
function unrecognizedEvent(item: UnreadableItem, delivery: Delivery): NewEvent {
  const provider = delivery.provider.id;
  const content = createHash('sha256').update(item.raw).digest('base64url');
  const id = contentId(delivery, ['unreadable', content]);
  return {
    stream: webhookStream(provider),
    type: 'WebhookUnrecognized',
    data: { provider, failure: item.failure, adapterVersion: delivery.provider.adapterVersion },
    personal: { raw: item.raw, encoding: item.encoding },
    subject: { kind: 'webhook-item', value: id },
    occurredAt: delivery.receivedAt,
    receivedAt: delivery.receivedAt,
    source: provider,
    sourceEventId: id,
    fingerprint: ['unreadable', content],
    verification: delivery.verification,
  };
}

/** An id for what the provider gave none, made from the content. Keyed, because the content may name a person. */
function contentId(delivery: Delivery, fingerprint: readonly (string | number)[]): string {
  return `content-${delivery.hash('content', JSON.stringify([delivery.provider.id, ...fingerprint]))}`;
}
