import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { changesChannel } from '#server/projections/chunk.ts';
import { type Hints, hintsOf } from '#server/projections/hints.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { hintStream } from './hint-stream.ts';

let test: TestDatabase;
let database: Database;
let hints: Hints;

const patient = { everyMs: 20, heartbeatMs: 60_000, lifetimeMs: 60_000 };

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url, { applicationName: 'hint test' });
  hints = hintsOf(database.sql);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const notify = (projection: string) => database.sql`select pg_notify(${changesChannel}, ${projection})`;

function open(options: Partial<typeof patient> = {}) {
  const leave = new AbortController();
  const reader = hintStream(hints, { signal: leave.signal, ...patient, ...options }).getReader();
  const decoder = new TextDecoder();
  return {
    leave,
    reader,
    /** Reads on until the text is there; null when the stream ended before. */
    async until(wanted: string): Promise<string | null> {
      let text = '';
      while (!text.includes(wanted)) {
        const { done, value } = await reader.read();
        if (done) return null;
        text += decoder.decode(value);
      }
      return text;
    },
  };
}

describe('hintStream', () => {
  it('names the read model that changed, to everybody who watches', async () => {
    const [one, two] = [open(), open()];
    await Promise.all([one.until('retry:'), two.until('retry:')]);
    await notify('messages');
    expect(await one.until('\n\n')).toBe('data: messages\n\n');
    expect(await two.until('\n\n')).toBe('data: messages\n\n');
    one.leave.abort();
    two.leave.abort();
  });

  it('gathers a burst into one hint for each read model', async () => {
    const stream = open({ everyMs: 100 });
    await stream.until('retry:');
    await notify('messages');
    await stream.until('data: messages');
    await Promise.all(Array.from({ length: 50 }, (_, n) => notify(n % 2 === 0 ? 'messages' : 'people')));
    const burst = await stream.until('\n\n');
    expect(burst?.match(/data:/g)?.length).toBeLessThanOrEqual(2);
    stream.leave.abort();
  });

  it('holds no listener once the browser has left, by either way', async () => {
    const [aborted, cancelled] = [open(), open()];
    await Promise.all([aborted.until('retry:'), cancelled.until('retry:')]);
    expect(hints.listeners).toBe(2);
    aborted.leave.abort();
    await cancelled.reader.cancel();
    expect(hints.listeners).toBe(0);
    expect((await aborted.reader.read()).done).toBe(true);
  });

  it('ends by itself before a platform would cut it, and keeps alive until then', async () => {
    const stream = open({ heartbeatMs: 10, lifetimeMs: 120 });
    expect(await stream.until(': still here')).toContain('retry: 1000');
    expect(await stream.until('never said')).toBeNull();
    expect(hints.listeners).toBe(0);
  });

  it('listens over one connection, and says to look again after losing it', async () => {
    const stream = open();
    await stream.until('retry:');
    const listening = () => database.sql<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = current_database() and query ilike 'listen %'`;
    const [before, ...others] = await listening();
    expect(others).toEqual([]);
    const admin = openDatabase(test.adminUrl, { max: 1 });
    await admin.sql`select pg_terminate_backend(${before?.pid ?? 0})`;
    await admin.close();
    expect(await stream.until('data: *')).toContain('data: *');
    await notify('messages');
    expect(await stream.until('data: messages')).toContain('data: messages');
    stream.leave.abort();
  }, 20_000);
});

it('leaves nothing open for a browser that left before it was answered', async () => {
  const [aborted, cancelled] = [open(), open()];
  aborted.leave.abort();
  await Promise.all([aborted.until('never said'), cancelled.reader.cancel()]);
  await hints.subscribe(() => undefined).then((unsubscribe) => unsubscribe());
  expect(hints.listeners).toBe(0);
});
