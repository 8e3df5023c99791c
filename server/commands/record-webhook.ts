import type { Instant } from '#server/domain/instant.ts';
import type { AppendResult, EventStore } from '#server/event-store/event-store.ts';
import type {
  Provider,
  Receiver,
  Rejection,
  WebhookItem,
  WebhookRequest,
} from '#server/providers/provider.ts';
import { type Delivery, webhookEvent } from './webhook-event.ts';

export type WebhookOutcome =
  | (AppendResult & {
      readonly ok: true;
      readonly items: number;
      readonly unreadable: number;
      readonly replies: number;
    })
  | Rejection;

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
  const result = await deps.eventStore.append(
    items.map((item) => webhookEvent(item, delivery, deps.eventStore)),
  );
  await deps.receiver.handshake?.(request.body);
  const count = (outcome: WebhookItem['outcome']) => items.filter((item) => item.outcome === outcome).length;
  return {
    ok: true,
    items: items.length,
    unreadable: count('unreadable'),
    replies: count('reply'),
    ...result,
  };
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
