import { expect } from 'vitest';
import type { Instant } from '#server/domain/instant.ts';
import { reportData, reportPersonal } from '#server/domain/message/report.ts';
import { replyData, replyPersonal } from '#server/domain/reply/events.ts';
import { webhookEvents } from '#server/domain/webhook/events.ts';
import type {
  Provider,
  Receiver,
  RehearsedReport,
  Rejection,
  SignedRequest,
  Signing,
  WebhookItem,
  WebhookRequest,
  Wire,
} from './provider.ts';

export const now = '2026-11-21T12:00:00.000Z';
export const aDay = 24 * 3_600_000;

export interface Setup {
  readonly receiver: Receiver;
  readonly secret: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What an installation sets beside the provider's own variables; local mode, so that rehearsals may be believed. */
const surroundings = { PUBLIC_BASE_URL: 'https://earshot.example.com', EARSHOT_LOCAL: '1' };

/** The provider with fresh keys of its own. */
export function setUp(provider: Provider): Setup {
  const { environment, secret } = provider.rehearsal.credentials();
  return { receiver: configured(provider, environment), secret, environment };
}

export function configured(provider: Provider, environment: Readonly<Record<string, string>>): Receiver {
  const receiver = provider.configure({ ...surroundings, ...environment });
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

export function endpointOf(provider: Provider): string {
  return `${surroundings.PUBLIC_BASE_URL}/api/webhooks/${provider.id}`;
}

export function signing(provider: Provider, secret: string, signedAt: Instant = now): Signing {
  return { secret, signedAt, url: endpointOf(provider) };
}

export function requestOf(provider: Provider, signed: SignedRequest): WebhookRequest {
  return {
    url: `${endpointOf(provider)}${signed.query ?? ''}`,
    headers: new Headers(signed.headers),
    body: signed.body,
  };
}

/** Every report in the provider's own format, signed now: one request if it batches. */
export function goodRequests(
  provider: Provider,
  setup: Setup,
  signedAt = now,
  reports = reportsOf(provider),
): readonly WebhookRequest[] {
  const signed = provider.rehearsal.requests(reports, signing(provider, setup.secret, signedAt));
  return signed.map((request) => requestOf(provider, request));
}

export function goodRequest(provider: Provider, setup: Setup, signedAt = now): WebhookRequest {
  const [request] = goodRequests(provider, setup, signedAt);
  if (request === undefined) throw new Error(`${provider.id} rehearses no request`);
  return request;
}

/** What the receiver reads of a request that came just now. */
export function itemsOf({ receiver }: Setup, { url, headers, body }: WebhookRequest): readonly WebhookItem[] {
  return receiver.read(body, { receivedAt: now, query: new URL(url).searchParams, headers });
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
  expect(mayBeOurFault.has(verdict.code) ? [401, 403, 503] : [401, 403]).toContain(verdict.status);
  for (const value of request.headers.values()) {
    if (value.length > 8) expect(verdict.message).not.toContain(value);
  }
}

/** Where a 4xx is final, what a setting or a clock of ours can mend is answered with 503. */
const mayBeOurFault: ReadonlySet<Rejection['code']> = new Set(['topic_not_allowed', 'timestamp_in_future']);

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
    if (item.outcome === 'reply') {
      const { raw: _, ...copied } = replyPersonal.parse(item.personal);
      expectStorable([replyData.parse({ ...item.data, provider: 'any' }), item.address, copied]);
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

/** How this provider's bodies hold their events: unless it says otherwise, as JSON. */
export function wireOf(provider: Provider): Wire {
  return provider.rehearsal.wire ?? jsonWire;
}

const jsonWire: Wire = {
  eventsIn(body) {
    const parsed: unknown = JSON.parse(body.toString());
    return Array.isArray(parsed) ? parsed : [parsed];
  },
  bodyOf: (event) => Buffer.from(JSON.stringify(event)),
};
