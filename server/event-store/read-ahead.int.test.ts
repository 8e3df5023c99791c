import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { mixedHistory } from '#server/testing/mixed-history.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import type { EventStore, RangeReader } from './event-store.ts';
import { openEventStore } from './open-event-store.ts';
import { readAhead } from './read-ahead.ts';

let test: TestDatabase;
let database: Database;
let admin: Database;
let store: EventStore;
let everything: { after: number; upTo: number; limit: number };
const opened: RangeReader[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url, { max: 4 });
  admin = openDatabase(test.adminUrl, { max: 1 });
  store = openEventStore(database.sql, sampleSecrets, { url: test.url });
  await store.append([...mixedHistory(store), sampleReport(900, { recipient: 'gone@example.com' })]);
  const subjectId = store.subjectIdOf({ kind: 'email', value: 'gone@example.com' });
  await store.eraseSubject(subjectId, { actor: 'a', reason: 'r', at: '2026-05-04T00:00:00.000Z' });
  everything = { after: 0, upTo: await store.safePosition(), limit: 1_000 };
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((reader) => reader.close()));
});

afterAll(async () => {
  await database.close();
  await admin.close();
  await test.drop();
});

/** A reader that is closed after the test, and how often it had to be read here. */
function readerAt(place: Partial<Parameters<typeof readAhead>[0]> = {}) {
  const here = vi.fn<RangeReader['readRange']>((range) => store.readRange(range));
  const reader = readAhead({ url: test.url, secrets: sampleSecrets, ...place }, here);
  opened.push(reader);
  return { reader, here };
}

const connections = async () =>
  (await admin.sql`select pid from pg_stat_activity where application_name = 'earshot reading'`).length;

/** Without what a report was read from, and without checks that all passed, for which a fold must not ask. */
const folded = (events: Awaited<ReturnType<EventStore['readRange']>>) =>
  events.map(({ personal, ...event }) => {
    const { raw, ...own }: Record<string, unknown> = { ...personal };
    const data = event.type === 'SendDecided' ? withoutPassed(event.data) : event.data;
    return { ...event, data, personal: personal && (typeof raw === 'string' ? { ...own, raw } : own) };
  });

const withoutPassed = ({ decision, ...data }: StoredEventOf<'SendDecided'>['data']) => ({
  ...data,
  decision: { ...decision, checks: decision.rule === null ? [] : decision.checks },
});

describe('a reader with a thread of its own', () => {
  it('reads there what the store reads, what was erased and who it was about included', async () => {
    const { reader, here } = readerAt();
    const events = await reader.readRange(everything);
    expect(here).not.toHaveBeenCalled();
    expect(events.length).toBeGreaterThan(70);
    expect(events.filter(({ erased }) => erased)).toHaveLength(1);
    expect(folded(events)).toEqual(folded(await store.readRange(everything)));
  });

  it('answers several questions, each with its own range', async () => {
    const { reader } = readerAt();
    const positions = async (after: number, limit: number) =>
      (await reader.readRange({ ...everything, after, limit })).map(({ position }) => position);
    const [some, none, others] = await Promise.all([
      positions(0, 2),
      positions(everything.upTo, 5),
      positions(3, 2),
    ]);
    expect([some, none, others]).toEqual([[1, 2], [], [4, 5]]);
  });

  it('leaves no connection behind when it is closed, and can be closed again', async () => {
    const { reader, here } = readerAt();
    await reader.readRange(everything);
    expect(await connections()).toBe(1);
    await reader.close();
    await vi.waitFor(async () => expect(await connections()).toBe(0));
    await reader.close();
    await reader.readRange(everything);
    expect(here).toHaveBeenCalledOnce();
  });

  it('is what a store has that knows the address of its database, and others read here', async () => {
    const [withThread, without] = [store, openEventStore(database.sql, sampleSecrets)].map((each) => {
      const reader = each.openReader();
      opened.push(reader);
      return reader;
    });
    expect(await without?.readRange(everything)).toHaveLength(everything.upTo);
    expect(await connections()).toBe(0);
    expect(await withThread?.readRange(everything)).toHaveLength(everything.upTo);
    expect(await connections()).toBe(1);
  });
});

describe('where the thread cannot read', () => {
  it.each(['events', 'subjects'])('%s, they are read here, and next time there again', async (table) => {
    const { reader, here } = readerAt();
    await reader.readRange(everything);
    await admin.sql`alter table ${admin.sql(table)} rename to away`;
    await expect(reader.readRange(everything)).rejects.toThrow(`relation "${table}" does not exist`);
    await admin.sql`alter table away rename to ${admin.sql(table)}`;
    expect(await reader.readRange(everything)).toHaveLength(everything.upTo);
    expect(here).toHaveBeenCalledOnce();
  });

  it('as when no database is there, it is read here', async () => {
    const { reader, here } = readerAt({ url: 'postgres://nobody@127.0.0.1:1/nothing' });
    expect(await reader.readRange(everything)).toHaveLength(everything.upTo);
    expect(here).toHaveBeenCalledOnce();
  });

  it('or ends, a warning says so once, and all is read here', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    const { reader, here } = readerAt({ secrets: {} as typeof sampleSecrets });
    expect(await reader.readRange(everything)).toHaveLength(everything.upTo);
    expect(await reader.readRange(everything)).toHaveLength(everything.upTo);
    expect(here).toHaveBeenCalledTimes(2);
    expect(warn).toHaveBeenCalledOnce();
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('ended with TypeError'));
    warn.mockRestore();
  });
});
