import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { webhookStream } from '#server/domain/webhook/events.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { openLog } from '#server/log.ts';
import { listDeadLetterGroups } from '#server/projections/dead-letters/queries.ts';
import { replayProgress } from '#server/projections/dead-letters/replay-queries.ts';
import { runProjection } from '#server/projections/run.ts';
import { type OpenProviders, openProviders } from '#server/providers/open-providers.ts';
import type { Receiver } from '#server/providers/provider.ts';
import { providers } from '#server/providers/registry.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleSecrets } from '#server/testing/sample-events.ts';
import { previewReplay } from './preview-replay.ts';
import { replayDeadLetter } from './replay-dead-letter.ts';
import { requestReplay } from './request-replay.ts';
import { finishReplay, listReplays, replayPage } from './run-replay.ts';

const now = '2026-11-21T12:00:00.000Z';
const later = '2026-11-21T13:00:00.000Z';
const provider = providers.find(({ signs }) => signs === 'bytes');
if (!provider) throw new Error('some provider signs its bytes');
const { environment, secret } = provider.rehearsal.credentials();
const signing = { secret, signedAt: now, url: 'https://earshot.test' };
const dryRun = { replayId: 'r', actor: 'admin@example.com', at: now, dryRun: true };

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;
let listening: OpenProviders;

/** What the provider said, kept as the build before left it, which could not read it. */
function letter(n: number, raw: string) {
  return {
    stream: webhookStream(provider?.id ?? ''),
    type: 'WebhookUnrecognized' as const,
    data: { provider: provider?.id ?? '', failure: 'event: invalid_value', adapterVersion: 1 },
    personal: { raw, encoding: 'json' as const },
    subject: { kind: 'webhook-item', value: `letter-${n}` },
    occurredAt: now,
    receivedAt: now,
    source: provider?.id ?? '',
    sourceEventId: `letter-${n}`,
    fingerprint: ['letter', n],
    verification: { scope: 'full_body' as const, method: 'sample', keyId: 'k1' },
  };
}

function goodText(n: number): string {
  const kind = provider?.rehearsal.kinds[0] ?? 'accepted';
  const report = { kind, at: now, recipient: `p${n}@example.com`, providerMessageId: `pm-${n}` };
  return provider?.rehearsal.requests([report], signing)[0]?.body.toString() ?? '';
}

const idOf = (n: number) => `${provider.id}/letter-${n}`;
const typesIn = async (position = 0) => {
  const upTo = await eventStore.safePosition();
  return (await eventStore.readRange({ after: position, upTo, limit: 1_000 })).map(({ type }) => type);
};

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  listening = openProviders(environment, openLog('silent'));
});

beforeEach(async () => {
  eventStore = openEventStore(database.sql, sampleSecrets);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

describe('one dead letter', () => {
  it('is read again without a trace in a dry run', async () => {
    await eventStore.append([letter(1, goodText(1))]);
    const before = await eventStore.safePosition();
    const deps = { eventStore, providers: listening };
    const told = await replayDeadLetter(deps, { ...dryRun, id: idOf(1) });
    expect(told).toMatchObject({
      outcome: 'read',
      events: [expect.stringMatching(/^Message/)],
      messageIds: [expect.any(String)],
      failure: null,
    });
    expect(await typesIn(before)).toEqual([]);
  });

  it('becomes the events it says, caused by it, once however often it is replayed', async () => {
    const before = await eventStore.safePosition();
    const deps = { eventStore, providers: listening };
    for (const replayId of ['first', 'first', 'second']) {
      await replayDeadLetter(deps, { ...dryRun, id: idOf(1), replayId, dryRun: false });
    }
    const upTo = await eventStore.safePosition();
    const events = await eventStore.readRange({ after: before, upTo, limit: 10 });
    expect(events.map(({ type }) => type)).toEqual([
      expect.stringMatching(/^Message/),
      'DeadLetterReplayed',
      'DeadLetterReplayed',
    ]);
    expect(events[0]).toMatchObject({ causation: idOf(1), receivedAt: now, source: provider.id });
    expect(events[1]).toMatchObject({ actor: 'admin@example.com', data: { failure: null, events: 1 } });
  });

  it('is still unreadable when what is read cannot be kept', async () => {
    const verbose: OpenProviders = (id) => {
      const opened = listening(id);
      if ('ok' in opened) return opened;
      const read: Receiver['read'] = (body, context) =>
        opened.receiver.read(body, context).map((item) => ({ ...item, messageId: 'm'.repeat(900) }));
      return { ...opened, receiver: { ...opened.receiver, read } };
    };
    const told = await replayDeadLetter({ eventStore, providers: verbose }, { ...dryRun, id: idOf(1) });
    expect(told).toMatchObject({ outcome: 'unreadable', events: [], failure: 'item: name_too_long' });
  });

  it('says why it still cannot be read, and that nothing is left or nobody listens', async () => {
    await eventStore.append([letter(2, '{"event":"hologram"}'), letter(3, goodText(3))]);
    const deps = { eventStore, providers: listening };
    const still = await replayDeadLetter(deps, { ...dryRun, id: idOf(2) });
    expect(still).toMatchObject({ outcome: 'unreadable', events: [], failure: expect.stringContaining(':') });
    const subjectId = eventStore.subjectIdOf({ kind: 'webhook-item', value: 'letter-3' });
    await eventStore.eraseSubject(subjectId, { actor: 'a', reason: 'asked', at: now });
    expect(await replayDeadLetter(deps, { ...dryRun, id: idOf(3) })).toMatchObject({ outcome: 'erased' });
    const deaf = { eventStore, providers: openProviders({}, openLog('silent')) };
    expect(await replayDeadLetter(deaf, { ...dryRun, id: idOf(1) })).toMatchObject({
      outcome: 'not_listened_to',
    });
    expect(await replayDeadLetter(deps, { ...dryRun, id: 'nobody/nothing' })).toBeNull();
  });
});

it('plays a group page by page to its end, and the letters say what became of them', async () => {
  const many = 130;
  const raws = Array.from({ length: many }, (_, n) =>
    n % 10 === 0 ? `{"event":"odd-${n}"}` : goodText(100 + n),
  );
  await eventStore.append(raws.map((raw, n) => letter(100 + n, raw)));
  const model = readModelOf('dead-letters');
  await runProjection({ sql: database.sql, eventStore }, model);

  const { groups } = await listDeadLetterGroups(database.db, { cursor: null, limit: 10 });
  const signature = groups.find(({ count }) => count >= many)?.signature ?? '';
  const deps = { db: database.db, eventStore, providers: listening, now: () => later };
  const asked = { replayId: 'all', signature, actor: 'admin@example.com', at: now };
  const before = await eventStore.safePosition();
  expect(await previewReplay(deps, { signature, limit: 50, at: later })).toMatchObject({
    tried: 50,
    outcomes: { erased: 0, not_listened_to: 0 },
  });
  const whole = await previewReplay(deps, { signature, limit: 1_000, at: later });
  expect(whole).toMatchObject({ tried: whole.letters, outcomes: { read: 118, unreadable: 14, erased: 1 } });
  expect(whole.events).toEqual([{ type: expect.stringMatching(/^Message/), count: 118 }]);
  expect(whole.failures.map(({ count }) => count)).toEqual([14]);
  expect(await typesIn(before)).toEqual([]);
  expect(await requestReplay(deps, asked)).toEqual(await requestReplay(deps, asked));
  const [replay] = await listReplays(deps);
  if (!replay) throw new Error('it was asked for');
  expect(replay).toMatchObject({ replayId: 'all', totals: null });

  const totals = { read: 0, unreadable: 0, skipped: 0 };
  let pages = 0;
  for (let after: string | null = ''; after !== null; pages += 1) {
    const page = await replayPage(deps, replay, after);
    for (const key of ['read', 'unreadable', 'skipped'] as const) totals[key] += page.totals[key];
    after = page.next;
  }
  await finishReplay(deps, replay, totals);
  expect(pages).toBe(2);
  expect(totals).toMatchObject({ unreadable: 14, skipped: 1 });
  expect(totals.read).toBeGreaterThanOrEqual(117);
  expect((await listReplays(deps))[0]?.totals).toEqual(totals);

  await runProjection({ sql: database.sql, eventStore }, model);
  expect(await replayProgress(database.db, 'all')).toEqual({
    read: totals.read,
    unreadable: totals.unreadable,
  });
  const left = await listDeadLetterGroups(database.db, { cursor: null, limit: 10 });
  expect(left.groups.reduce((sum, { count }) => sum + count, 0)).toBe(15);
});
