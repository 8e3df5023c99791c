import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { webhookStream } from '#server/domain/webhook/events.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { cursorOf } from '#server/projections/cursor.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleFact, sampleReport, sampleSecrets, sampleUnreadable } from '#server/testing/sample-events.ts';
import { deadLettersProjection, signatureOf } from './fold.ts';
import {
  type DeadLetterFilter,
  findDeadLetter,
  findDeadLetterGroup,
  listDeadLetterGroups,
  listDeadLetters,
} from './queries.ts';
import { listLettersOfReplay } from './replay-queries.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

const kinds = [
  { failure: 'event: invalid_value', adapterVersion: 1 },
  { failure: 'event: invalid_value', adapterVersion: 2 },
  { failure: 'body: not_json', adapterVersion: 1 },
  { failure: 'timestamp: missing', adapterVersion: 1 },
  { failure: 'email: invalid_type', adapterVersion: 1 },
  { failure: 'item: too_deep', adapterVersion: 3 },
] as const;
const signatures = kinds.map((kind) => signatureOf({ provider: 'sample', ...kind }));
const total = 30;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  await eventStore.append([
    sampleReport(1_000),
    ...Array.from({ length: total }, (_, n) => sampleUnreadable(n, kinds[n % kinds.length])),
  ]);
  await project();
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const project = () => runProjection({ sql: database.sql, eventStore }, deadLettersProjection);
const find = (id: string) => findDeadLetter({ db: database.db, eventStore }, id);
const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();

/** All pages of a list, one after the other. */
async function everyPage<Item>(
  read: (cursor: string | null) => Promise<{ items: readonly Item[]; nextCursor: string | null }>,
  limit: number,
): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | null = null;
  do {
    const page = await read(cursor);
    expect(page.items.length).toBeGreaterThan(0);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

const groups = (limit: number) =>
  everyPage(async (cursor) => {
    const page = await listDeadLetterGroups(database.db, { cursor, limit });
    return { items: page.groups, nextCursor: page.nextCursor };
  }, limit);

const letters = (signature: string, limit: number) =>
  everyPage(async (cursor) => {
    const page = await listDeadLetters(database.db, signature, { cursor, limit });
    return { items: page.letters.map(({ id }) => id), nextCursor: page.nextCursor };
  }, limit);

describe('listDeadLetterGroups', () => {
  it('puts together what failed alike, the most recent failure first, on pages of any size', async () => {
    const expected = [5, 4, 3, 2, 1, 0].map((n) => ({
      signature: signatures[n],
      provider: 'sample',
      ...kinds[n],
      firstSeenAt: at(n),
      lastSeenAt: at(total - kinds.length + n),
      count: total / kinds.length,
      atLeast: false,
      open: total / kinds.length,
    }));
    for (const limit of [1, 2, 3, 6, 10]) expect(await groups(limit)).toEqual(expected);
  });

  it('loses no group that failed at the same moment as another', async () => {
    const same = await createTestDatabase();
    const other = openDatabase(same.url, { max: 2 });
    const store = openEventStore(other.sql, sampleSecrets);
    const failures = Array.from({ length: 7 }, (_, n) => `field_${n}: missing`);
    await store.append(
      failures.map((failure, n) => ({
        ...sampleUnreadable(n, { failure }),
        occurredAt: at(0),
        receivedAt: at(0),
      })),
    );
    await runProjection({ sql: other.sql, eventStore: store }, deadLettersProjection);
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listDeadLetterGroups(other.db, { cursor, limit: 2 });
      found.push(...page.groups.map(({ failure }) => failure));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found.toSorted()).toEqual(failures);
    await other.close();
    await same.drop();
  });
});

describe('listDeadLetters', () => {
  it('lists a group, newest first, on pages of any size', async () => {
    const expected = [25, 19, 13, 7, 1].map((n) => `sample/unreadable-${n}`);
    for (const limit of [1, 2, 5, 6]) expect(await letters(signatures[1] ?? '', limit)).toEqual(expected);
  });

  it('is empty for a signature that nothing failed with', async () => {
    expect(await listDeadLetters(database.db, 'nothing', { cursor: null, limit: 5 })).toEqual({
      letters: [],
      nextCursor: null,
    });
  });

  it('refuses a cursor that it did not give, as the groups do', async () => {
    for (const cursor of ['', 'page2', cursorOf(['yesterday', 'x']), `${cursorOf([at(1), 'x'])}x`]) {
      const page = { cursor, limit: 5 };
      await expect(listDeadLetters(database.db, 'x', page)).rejects.toThrow(DomainError);
      await expect(listDeadLetterGroups(database.db, page)).rejects.toThrow(DomainError);
    }
  });
});

describe('findDeadLetter', () => {
  it('gives the item as it was received, which the read model does not hold', async () => {
    const found = await find('sample/unreadable-4');
    expect(found).toMatchObject({
      letter: { failure: 'email: invalid_type', adapterVersion: 1, state: 'open', sizeBytes: 23 },
      payload: { raw: '{"n":4,"event":"novel"}', encoding: 'json' },
    });
    const [dump] = await database.sql<{ text: string }[]>`
      select string_agg(d::text, ' ') as text from read_models.dead_letters d`;
    expect(dump?.text).toContain('sample/unreadable-4');
    expect(dump?.text).not.toContain('novel');
  });

  it('knows nothing of an item that was read', async () => {
    expect(await find('sample/e-1000')).toBeNull();
  });
});

it('keeps an erased item without its content, and a rebuild gives the same rows', async () => {
  const subjectId = eventStore.subjectIdOf({ kind: 'webhook-item', value: 'unreadable-6' });
  await eventStore.eraseSubject(subjectId, { actor: 'admin', reason: 'asked for', at: at(5_000) });
  await project();
  expect(await find('sample/unreadable-6')).toMatchObject({
    letter: { erased: true, sizeBytes: null },
    payload: null,
  });

  const deps = { sql: database.sql, eventStore };
  await beginRebuild(deps, deadLettersProjection);
  await advanceRebuild(deps, deadLettersProjection, { untilMs: Number.POSITIVE_INFINITY });
  const { comparisons } = await settleRebuild(deps, deadLettersProjection, () => false);
  expect(comparisons).toMatchObject([
    { table: 'dead_letters', liveRows: total, nextRows: total, equal: true },
  ]);
});

describe('once some letters were tried again', () => {
  const [, , , , , deep = ''] = signatures;
  const tried = (n: number, failure: string | null) =>
    sampleFact(10_000 + n, {
      stream: webhookStream('sample'),
      type: 'DeadLetterReplayed',
      data: {
        letter: {
          id: `sample/unreadable-${n}`,
          receivedAt: at(n),
          provider: 'sample',
          failure: 'item: too_deep',
          adapterVersion: 3,
        },
        replayId: 'again',
        adapterVersion: 3,
        failure,
        events: failure === null ? 1 : 0,
      },
      personal: null,
    });
  const idsOf = async (filter: DeadLetterFilter, limit: number) =>
    (
      await everyPage(async (cursor) => {
        const page = await listDeadLetters(database.db, deep, { cursor, limit }, filter);
        return { items: page.letters, nextCursor: page.nextCursor };
      }, limit)
    ).map(({ id }) => Number(id.split('-')[1]));
  const groupsOf = async (filter: DeadLetterFilter) =>
    (await listDeadLetterGroups(database.db, { cursor: null, limit: 10 }, filter)).groups;

  beforeAll(async () => {
    await eventStore.append([5, 17, 29].map((n) => tried(n, null)));
    await eventStore.append([tried(11, 'item: too_deep')]);
    await project();
  });

  it('lists the letters of a state, or all of them, newest first, on pages of any size', async () => {
    for (const limit of [1, 2, 5]) {
      expect(await idsOf('open', limit)).toEqual([23, 11]);
      expect(await idsOf('recovered', limit)).toEqual([29, 17, 5]);
      expect(await idsOf('all', limit)).toEqual([29, 23, 17, 11, 5]);
    }
  });

  it('counts the letters of a state and says how many are still open', async () => {
    const told = async (filter: DeadLetterFilter) =>
      (await groupsOf(filter)).map(({ signature, count, open }) => [signature === deep, count, open]);
    expect(await told('recovered')).toEqual([[true, 3, 2]]);
    expect(await told('open')).toContainEqual([true, 2, 2]);
    expect(await told('all')).toHaveLength(kinds.length);
    expect(await told('all')).toContainEqual([true, 5, 2]);
  });

  it('finds one group, with the times of all its letters', async () => {
    expect(await findDeadLetterGroup(database.db, deep)).toEqual({
      signature: deep,
      provider: 'sample',
      failure: 'item: too_deep',
      adapterVersion: 3,
      firstSeenAt: at(5),
      lastSeenAt: at(29),
      count: 5,
      atLeast: false,
      open: 2,
    });
    expect(await findDeadLetterGroup(database.db, 'nothing')).toBeNull();
  });

  it('lists what became of the letters of a replay, page by page', async () => {
    const seen: [string, string][] = [];
    for (let after: string | null = null, first = true; first || after !== null; first = false) {
      const page = await listLettersOfReplay(database.db, 'again', { after, limit: 3 });
      seen.push(...page.letters.map(({ id, state }): [string, string] => [id, state]));
      after = page.next;
    }
    expect(seen).toEqual([
      ['sample/unreadable-11', 'open'],
      ['sample/unreadable-17', 'recovered'],
      ['sample/unreadable-29', 'recovered'],
      ['sample/unreadable-5', 'recovered'],
    ]);
    expect(await listLettersOfReplay(database.db, 'none', { after: null, limit: 3 })).toEqual({
      letters: [],
      next: null,
    });
  });
});
