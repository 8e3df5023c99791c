import { createHash } from 'node:crypto';
import type { Instant } from '#server/domain/instant.ts';
import { eventTypeOfReport, messageStream } from '#server/domain/message/events.ts';
import { providerKeyOf } from '#server/domain/message/identity.ts';
import { replyStream } from '#server/domain/reply/events.ts';
import type { Verification } from '#server/domain/stored-event.ts';
import { webhookStream } from '#server/domain/webhook/events.ts';
import type { AppendResult, EventStore, NewEvent } from '#server/event-store/event-store.ts';
import type {
  AccountItem,
  Provider,
  Receiver,
  Rejection,
  ReplyItem,
  ReportItem,
  UnreadableItem,
  WebhookItem,
  WebhookRequest,
} from '#server/providers/provider.ts';

export type WebhookOutcome =
  | (AppendResult & { readonly ok: true; readonly items: number; readonly unreadable: number })
  | Rejection;

/** What every event of one request shares. */
interface Delivery {
  readonly provider: Provider;
  readonly verification: Verification;
  readonly receivedAt: Instant;
  readonly hash: EventStore['hash'];
}

/**
 * Verifies a webhook over its raw bytes and appends what it reports, all in one statement. Resolves once the events
 * are durable. Rejects when the append failed, and then nothing was written, or when a handshake did; either way the
 * provider should send the request again.
 */
export async function recordWebhook(
  deps: { eventStore: EventStore; provider: Provider; receiver: Receiver },
  request: WebhookRequest,
  receivedAt: Instant,
): Promise<WebhookOutcome> {
  if (request.body.length === 0) {
    return {
      ok: false,
      status: 400,
      code: 'empty_body',
      message: 'The body is empty; send the events as signed.',
    };
  }
  const verdict = await deps.receiver.verify(request, receivedAt);
  if (!verdict.ok) return verdict;
  const items = deps.receiver.read(request.body, {
    receivedAt,
    query: new URL(request.url).searchParams,
    headers: request.headers,
  });
  if (verdict.oneTimeToken !== undefined && !(await claim(deps, verdict.oneTimeToken, items, receivedAt))) {
    return tokenReused;
  }
  const delivery: Delivery = {
    provider: deps.provider,
    verification: verdict.verification,
    receivedAt,
    hash: deps.eventStore.hash,
  };
  const result = await deps.eventStore.append(items.map((item) => eventOf(item, delivery, deps.eventStore)));
  await deps.receiver.handshake?.(request.body);
  const unreadable = items.filter((item) => item.outcome === 'unreadable').length;
  return { ok: true, items: items.length, unreadable, ...result };
}

const tokenReused: Rejection = {
  ok: false,
  status: 401,
  code: 'token_reused',
  message: 'This token has already signed other events. Sign each event anew.',
};

/** Binds a token to the events that came with it first. A retry brings the same ones and passes. */
async function claim(
  { eventStore, provider }: { eventStore: EventStore; provider: Provider },
  token: string,
  items: readonly WebhookItem[],
  at: Instant,
): Promise<boolean> {
  const identities = items.map((item) => (item.outcome === 'unreadable' ? item.raw : item.fingerprint));
  const claimed = eventStore.hash('one-time token', JSON.stringify([provider.id, ...identities]));
  return await eventStore.claimToken({ source: provider.id, token, claim: claimed, at });
}

function eventOf(item: WebhookItem, delivery: Delivery, store: EventStore): NewEvent {
  switch (item.outcome) {
    case 'report':
      return reportEvent(item, delivery, store);
    case 'reply':
      return replyEvent(item, delivery);
    case 'account':
      return accountEvent(item, delivery);
    case 'unreadable':
      return unrecognizedEvent(item, delivery);
  }
}

function reportEvent(item: ReportItem, delivery: Delivery, store: EventStore): NewEvent {
  const provider = delivery.provider.id;
  const messageId = item.messageId ?? derivedMessageId(item, provider, store);
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
function derivedMessageId(item: ReportItem, provider: string, store: EventStore): string {
  const identity = item.data.providerMessageId ?? item.eventId ?? JSON.stringify(item.fingerprint);
  return store.hash('message', providerKeyOf(provider, identity, store.subjectIdOf(item.address)));
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
