import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import type { RehearsedReport, SignedRequest } from '#server/providers/provider.ts';
import { providers } from '#server/providers/registry.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleSecrets } from '#server/testing/sample-events.ts';
import { recordWebhook } from './record-webhook.ts';

const now = instantFromMs(Date.UTC(2026, 4, 3, 9, 0, 0));

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

describe.each(providers.map((provider) => ({ name: provider.name, provider })))('$name', ({ provider }) => {
  const { environment, secret } = provider.rehearsal.credentials();
  const receiver = provider.configure(environment);
  if (!receiver) throw new Error('a rehearsal provides what its provider needs');
  const report = (n: number, more: Partial<RehearsedReport> = {}): RehearsedReport => ({
    kind: provider.rehearsal.kinds.includes('delivered')
      ? 'delivered'
      : (provider.rehearsal.kinds[0] ?? 'sent'),
    at: instantFromMs(Date.UTC(2026, 4, 3, 8, 0, n)),
    recipient: `person-${n}@example.com`,
    providerMessageId: `pm-${provider.id}-${n}`,
    ...more,
  });
  const post = (request: SignedRequest) =>
    recordWebhook(
      { eventStore, provider, receiver },
      {
        url: `https://earshot.test/api/webhooks/${provider.id}`,
        headers: new Headers(request.headers),
        body: request.body,
      },
      now,
    );
  const send = async (reports: RehearsedReport[]) => {
    const outcomes = [];
    for (const request of provider.rehearsal.requests(reports, secret, now))
      outcomes.push(await post(request));
    return outcomes;
  };
  const count = async () => {
    const [row] = await database.sql<{ n: number }[]>`select count(*)::int as n from events`;
    return row?.n ?? 0;
  };

  it('stores what was signed on the stream of the message id that came back', async () => {
    await send([report(1, { messageId: 'our-id-1' })]);
    const [event] = await eventStore.readStream('message-our-id-1');
    expect(event).toMatchObject({
      source: provider.id,
      data: { messageId: 'our-id-1', echoed: true, provider: provider.id },
      personal: { recipient: 'person-1@example.com' },
      verification: { method: expect.any(String), keyId: expect.any(String) },
    });
  });

  it('gives a message that was never sent through us one id, the same for all its events', async () => {
    const kinds = provider.rehearsal.kinds.slice(0, 3);
    for (const kind of kinds) await send([report(2, { kind })]);
    const rows = await database.sql<{ stream: string; n: number }[]>`
      select stream, count(*)::int as n from events where data->>'providerMessageId' = ${`pm-${provider.id}-2`} group by 1`;
    expect(rows).toEqual([{ stream: expect.stringMatching(/^message-[\w-]{22}$/), n: kinds.length }]);
  });

  it('keeps apart the recipients of one provider message', async () => {
    await send([
      report(3, { recipient: 'a@example.com', providerMessageId: 'shared' }),
      report(4, { recipient: 'b@example.com', providerMessageId: 'shared' }),
    ]);
    const rows =
      await database.sql`select distinct stream from events where data->>'providerMessageId' = 'shared'`;
    expect(rows).toHaveLength(2);
  });

  it('writes nothing for a redelivery and says so', async () => {
    await send([report(5)]);
    const before = await count();
    const [again] = await send([report(5)]);
    expect(again).toMatchObject({ ok: true, appended: 0, duplicates: 1 });
    expect(await count()).toBe(before);
  });

  it('keeps what was signed but cannot be read, sealed, on the stream of dead letters', async () => {
    const body = Buffer.from('{"this is": "nothing we know", "email": "secret@example.com"}');
    const before = await count();
    expect(await post(provider.rehearsal.sign(body, secret, now))).toMatchObject({ ok: true, unreadable: 1 });
    expect(await count()).toBe(before + 1);
    const letters = await eventStore.readStream(`webhook-${provider.id}`);
    expect(letters.at(-1)).toMatchObject({
      type: 'WebhookUnrecognized',
      data: { provider: provider.id, failure: expect.not.stringContaining('secret') },
      personal: { raw: expect.stringContaining('nothing we know') },
    });
  });

  it.each([
    ['an empty body', (request: SignedRequest) => ({ ...request, body: Buffer.alloc(0) }), 'empty_body'],
    ['no signature', (request: SignedRequest) => ({ ...request, headers: {} }), 'signature_missing'],
    [
      'a changed byte',
      ({ headers, body }: SignedRequest) => ({
        headers,
        body: Buffer.from(body.map((byte, n) => (n === 20 ? byte ^ 1 : byte))),
      }),
      'signature_mismatch',
    ],
  ])('refuses %s and writes nothing', async (_, spoil, code) => {
    const before = await count();
    const [request] = provider.rehearsal.requests([report(6)], secret, now);
    if (!request) throw new Error('a rehearsal makes at least one request');
    expect(await post(spoil(request))).toMatchObject({ ok: false, code });
    expect(await count()).toBe(before);
  });
});
