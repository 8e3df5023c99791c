import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { recordWebhook } from '#server/commands/record-webhook.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import type { RehearsedReport } from '#server/providers/provider.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleSecrets } from '#server/testing/sample-events.ts';
import { mailgun } from './mailgun.ts';

const now = '2026-05-03T09:00:00.000Z';
const url = 'https://earshot.test/api/webhooks/mailgun';
const { environment, secret } = mailgun.rehearsal.credentials();
const receiver = mailgun.configure(environment);
if (!receiver) throw new Error('a rehearsal provides what its provider needs');

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

/** A delivery really signed, to a recipient of its own. */
function genuine(n: number, more: Partial<RehearsedReport> = {}): Buffer {
  const report: RehearsedReport = {
    kind: 'delivered',
    at: '2026-05-03T08:59:00.000Z',
    recipient: `person-${n}@example.com`,
    providerMessageId: `message-${n}@mg.example.com`,
    ...more,
  };
  const [request] = mailgun.rehearsal.requests([report], { secret, signedAt: now, url });
  if (!request) throw new Error('a rehearsal makes a request');
  return request.body;
}

/** The captured signature of one webhook, around what somebody else would like it to have said. */
function forged(captured: Buffer, changes: object): Buffer {
  const { signature, 'event-data': event } = JSON.parse(captured.toString());
  return Buffer.from(JSON.stringify({ signature, 'event-data': { ...event, ...changes } }));
}

const hardBounce = {
  event: 'failed',
  severity: 'permanent',
  reason: 'bounce',
  'delivery-status': { code: 550, 'enhanced-code': '5.1.1', message: 'no such user' },
};

const post = (body: Buffer, at = now) =>
  recordWebhook({ eventStore, provider: mailgun, receiver }, { url, headers: new Headers(), body }, at);
const count = async () => {
  const [row] = await database.sql<{ n: number }[]>`select count(*)::int as n from events`;
  return row?.n ?? 0;
};
const reused = { ok: false, status: 401, code: 'token_reused' };

describe('a captured signature', () => {
  it('forges no bounce, writes nothing, and still lets the genuine event be sent again', async () => {
    const body = genuine(1);
    expect(await post(body)).toMatchObject({ ok: true, appended: 1, duplicates: 0 });
    const before = await count();
    expect(await post(forged(body, { ...hardBounce, recipient: 'victim@example.com' }))).toMatchObject(
      reused,
    );
    expect(await post(forged(body, hardBounce))).toMatchObject(reused);
    expect(await count()).toBe(before);
    expect(await post(body)).toMatchObject({ ok: true, appended: 0, duplicates: 1 });
    expect(await post(body, '2026-05-03T17:59:59.000Z')).toMatchObject({
      ok: true,
      appended: 0,
      duplicates: 1,
    });
    expect(await count()).toBe(before);
  });

  it.each<[string, object]>([
    ['another person', { recipient: 'victim@example.com' }],
    ['another message of ours', { 'user-variables': { earshot_message_id: 'msg_other' } }],
    ['another time', { timestamp: 1_777_798_000 }],
    ['a complaint', { event: 'complained' }],
    ['what nobody can read', { event: 'exploded' }],
    ['an import', { event: 'list_uploaded' }],
    ['a try', { flags: { 'is-test-mode': true } }],
  ])('does not say %s', async (name, changes) => {
    const body = genuine(2, { recipient: `${name.replaceAll(' ', '-')}@example.com` });
    await post(body);
    const before = await count();
    expect(await post(forged(body, changes))).toMatchObject(reused);
    expect(await count()).toBe(before);
  });

  it('does not make a temporary failure final', async () => {
    const body = genuine(3, { kind: 'deferred' });
    await post(body);
    expect(await post(forged(body, { severity: 'permanent' }))).toMatchObject(reused);
    const status = { code: 451, 'enhanced-code': '5.1.1', message: '4.4.1 try again later', 'attempt-no': 1 };
    expect(await post(forged(body, { 'delivery-status': status }))).toMatchObject(reused);
  });

  it('of an event that could not be read is bound to it too', async () => {
    const [body] = [forged(genuine(4), { event: 'vanished' })];
    expect(await post(body)).toMatchObject({ ok: true, unreadable: 1, appended: 1 });
    expect(await post(forged(body, hardBounce))).toMatchObject(reused);
    expect(await post(body)).toMatchObject({ ok: true, unreadable: 1, appended: 0, duplicates: 1 });
  });

  it('lets one of two through when genuine and forged come at the same time', async () => {
    const before = await count();
    const bodies = Array.from({ length: 10 }, (_, n) => genuine(100 + n));
    const outcomes = await Promise.all(
      bodies.flatMap((body) => [post(body), post(forged(body, hardBounce))]),
    );
    for (let n = 0; n < outcomes.length; n += 2) {
      const pair = [outcomes[n], outcomes[n + 1]];
      expect(pair.filter((outcome) => outcome?.ok)).toHaveLength(1);
      expect(pair.find((outcome) => !outcome?.ok)).toMatchObject(reused);
    }
    expect(await count()).toBe(before + bodies.length);
  });
});

describe('a retry under another signature', () => {
  it('is the same event', async () => {
    const report = { recipient: 'again@example.com' };
    await post(genuine(5, report));
    const { signature: _, 'event-data': event } = JSON.parse(genuine(5, report).toString());
    const later = { secret, signedAt: '2026-05-03T09:05:00.000Z', url };
    const again = mailgun.rehearsal.sign(Buffer.from(JSON.stringify(event)), later);
    expect(await post(again.body)).toMatchObject({ ok: true, appended: 0, duplicates: 1 });
  });

  it('is the same dead letter', async () => {
    const vanished = Buffer.from('{"event":"vanished","id":"one"}');
    const appended: number[] = [];
    for (const signedAt of ['2026-05-03T09:00:00.000Z', '2026-05-03T09:05:00.000Z']) {
      const outcome = await post(mailgun.rehearsal.sign(vanished, { secret, signedAt, url }).body);
      expect(outcome).toMatchObject({ ok: true, unreadable: 1 });
      if (outcome.ok) appended.push(outcome.appended);
    }
    expect(appended).toEqual([1, 0]);
  });
});
