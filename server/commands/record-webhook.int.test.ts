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
  const url = `https://earshot.test/api/webhooks/${provider.id}`;
  const signing = { secret, signedAt: now, url };
  const receiver = provider.configure({
    PUBLIC_BASE_URL: 'https://earshot.test',
    EARSHOT_LOCAL: '1',
    ...environment,
  });
  if (!receiver) throw new Error('a rehearsal provides what its provider needs');
  const recipient = (n: number) =>
    provider.channels[0] === 'sms' ? `+1500555${1000 + n}` : `person-${n}@example.com`;
  const report = (n: number, more: Partial<RehearsedReport> = {}): RehearsedReport => ({
    kind: provider.rehearsal.kinds.includes('delivered')
      ? 'delivered'
      : (provider.rehearsal.kinds[0] ?? 'sent'),
    at: instantFromMs(Date.UTC(2026, 4, 3, 8, 0, n)),
    recipient: recipient(n),
    providerMessageId: `pm-${provider.id}-${n}`,
    ...more,
  });
  const post = (request: SignedRequest) =>
    recordWebhook(
      { eventStore, provider, receiver },
      {
        url: `${url}${request.query ?? ''}`,
        headers: new Headers(request.headers),
        body: request.body,
      },
      now,
    );
  const send = async (reports: RehearsedReport[]) => {
    const outcomes = [];
    for (const request of provider.rehearsal.requests(reports, signing)) outcomes.push(await post(request));
    return outcomes;
  };
  const count = async () => {
    const [row] = await database.sql<{ n: number }[]>`select count(*)::int as n from events`;
    return row?.n ?? 0;
  };

  it('stores what was signed on the stream of the message id that came back', async () => {
    await send([report(1, { messageId: `our-${provider.id}` })]);
    const [event] = await eventStore.readStream(`message-our-${provider.id}`);
    expect(event).toMatchObject({
      source: provider.id,
      data: { messageId: `our-${provider.id}`, echoed: true, provider: provider.id },
      personal: { recipient: recipient(1) },
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
      report(3, { recipient: recipient(3), providerMessageId: 'shared' }),
      report(4, { recipient: recipient(4), providerMessageId: 'shared' }),
    ]);
    const rows = await database.sql`
      select distinct stream from events
      where source = ${provider.id} and data->>'providerMessageId' = 'shared'`;
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
    expect(await post(provider.rehearsal.sign(body, signing))).toMatchObject({ ok: true, unreadable: 1 });
    expect(await count()).toBe(before + 1);
    const letters = await eventStore.readStream(`webhook-${provider.id}`);
    expect(letters.at(-1)).toMatchObject({
      type: 'WebhookUnrecognized',
      data: { provider: provider.id, failure: expect.not.stringContaining('secret') },
      personal: { raw: expect.stringContaining('nothing we know') },
    });
  });

  it('stores no name that is longer than an index can hold, and loses nothing to one', async () => {
    const before = await count();
    const outcomes = await send([report(8, { providerMessageId: 'x'.repeat(3_000) }), report(9)]);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(await count()).toBe(before + 2);
    const [longest] = await database.sql<{ length: number }[]>`
      select max(length(data->>'providerMessageId'))::int as length from events where source = ${provider.id}`;
    expect(longest?.length).toBeLessThanOrEqual(800);
  });

  it('refuses an empty body and another key, and writes nothing', async () => {
    const before = await count();
    const stranger = { ...signing, secret: provider.rehearsal.credentials().secret };
    const [forged] = provider.rehearsal.requests([report(6)], stranger);
    if (!forged) throw new Error('a rehearsal makes at least one request');
    expect(await post({ ...forged, body: Buffer.alloc(0) })).toMatchObject({ ok: false, code: 'empty_body' });
    expect(await post(forged)).toMatchObject({ ok: false, code: 'signature_mismatch' });
    expect(await count()).toBe(before);
  });
});
