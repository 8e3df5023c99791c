import { expect } from 'vitest';
import { reportData, reportPersonal } from '#server/domain/message/report.ts';
import { webhookEvents } from '#server/domain/webhook/events.ts';
import type {
  Provider,
  Receiver,
  RehearsedReport,
  Rejection,
  SignedRequest,
  WebhookItem,
  WebhookRequest,
} from './provider.ts';

export const now = '2026-11-21T12:00:00.000Z';
export const aDay = 24 * 3_600_000;

export interface Setup {
  readonly receiver: Receiver;
  readonly secret: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The provider with fresh keys of its own. */
export function setUp(provider: Provider): Setup {
  const { environment, secret } = provider.rehearsal.credentials();
  return { receiver: configured(provider, environment), secret, environment };
}

export function configured(provider: Provider, environment: Readonly<Record<string, string>>): Receiver {
  const receiver = provider.configure(environment);
  if (receiver === null) throw new Error(`${provider.id} is off although its variables are set`);
  return receiver;
}

/** One report of every kind the provider can carry, each about a message of its own, a minute apart. */
export function reportsOf(provider: Provider): readonly RehearsedReport[] {
  return provider.rehearsal.kinds.map((kind, index) => ({
    kind,
    at: `2026-11-21T11:${String(index).padStart(2, '0')}:00.000Z`,
    recipient: provider.channels[0] === 'sms' ? `+1500555${1000 + index}` : `person${index}@example.com`,
    providerMessageId: `provider-message-${index}`,
    messageId: `msg_${index}`,
    category: 'billing',
    template: 'receipt',
  }));
}

export function requestOf(provider: Provider, setup: Setup, signed: SignedRequest): WebhookRequest {
  const base = setup.environment.PUBLIC_BASE_URL ?? 'https://earshot.example.com';
  return {
    url: `${base}/api/webhooks/${provider.id}`,
    headers: new Headers(signed.headers),
    body: signed.body,
  };
}

/** Every report in the provider's own format, signed now: one request if it batches. */
export function goodRequests(provider: Provider, setup: Setup, signedAt = now): readonly WebhookRequest[] {
  const signed = provider.rehearsal.requests(reportsOf(provider), setup.secret, signedAt);
  return signed.map((request) => requestOf(provider, setup, request));
}

export function goodRequest(provider: Provider, setup: Setup, signedAt = now): WebhookRequest {
  const [request] = goodRequests(provider, setup, signedAt);
  if (request === undefined) throw new Error(`${provider.id} rehearses no request`);
  return request;
}

export async function expectRejected(
  setup: Setup,
  request: WebhookRequest,
  codes: readonly Rejection['code'][],
  at = now,
): Promise<void> {
  const verdict = await setup.receiver.verify(request, at);
  expect(verdict).toMatchObject({ ok: false, status: expect.any(Number), message: expect.any(String) });
  if (verdict.ok) return;
  expect(codes).toContain(verdict.code);
  expect([401, 403]).toContain(verdict.status);
  for (const value of request.headers.values()) {
    if (value.length > 8) expect(verdict.message).not.toContain(value);
  }
}

/** What the ingestion counts on: an item fits the event it will become, and text that Postgres can keep. */
export function expectWellFormed(items: readonly WebhookItem[]): void {
  for (const item of items) {
    if (item.outcome === 'unreadable') {
      webhookEvents.WebhookUnrecognized.personal.parse({ raw: item.raw, encoding: item.encoding });
      expect(item.failure).toMatch(/^[\w.-]+: \w+(; [\w.-]+: \w+)*$/);
      continue;
    }
    expect(item.fingerprint.length).toBeGreaterThan(0);
    expectStorable([item.eventId, item.occurredAt]);
    if (item.outcome === 'account') {
      webhookEvents.ProviderAccountChanged.data.parse({ provider: 'any', change: item.change });
      continue;
    }
    const messageId = item.messageId ?? 'derived';
    reportData.parse({ ...item.data, messageId, provider: 'any', echoed: false });
    const { raw: _, ...copied } = reportPersonal.parse(item.personal);
    expectStorable([item.data, item.address, item.messageId, copied]);
    expect(item.address.value.length).toBeGreaterThan(0);
  }
}

/** Postgres refuses NUL and halves of surrogate pairs; JSON.stringify shows both as escapes. */
function expectStorable(value: unknown): void {
  expect(JSON.stringify(value)).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/);
}
