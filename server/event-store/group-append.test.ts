import { expect, it } from 'vitest';
import { sampleReport } from '#server/testing/sample-events.ts';
import type { NewEvent } from './event-store.ts';
import { groupAppends } from './group-append.ts';

/** Stands for the statement: keeps what it is given, answers when told to, and fails on events named `bad`. */
function recorder(repeatedIds: readonly string[] = []) {
  const statements: string[][] = [];
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const append = groupAppends(async (events: readonly NewEvent[]) => {
    const ids = events.map(({ sourceEventId }) => sourceEventId);
    statements.push(ids);
    await gate;
    if (ids.includes('bad')) throw new Error('refused');
    return ids.flatMap((id, index) => (repeatedIds.includes(id) ? [index] : []));
  });
  return { append, statements, release: () => release() };
}

const event = (id: string) => ({ ...sampleReport(1), sourceEventId: id });

it('sends the first request at once, and lets those that come meanwhile share a statement', async () => {
  const { append, statements, release } = recorder();
  const all = ['a', 'b', 'c', 'd', 'e'].map((id) => append([event(id)]));
  expect(statements).toEqual([['a'], ['b']]);
  release();
  await Promise.all(all);
  expect(statements).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
});

it('tells each request of a shared statement what became of its own events', async () => {
  const { append, release } = recorder(['d', 'x']);
  const requests = [['a'], ['b'], ['c', 'd'], ['e'], ['x', 'f']].map((ids) => append(ids.map(event)));
  release();
  expect(await Promise.all(requests)).toEqual([
    { appended: 1, duplicates: 0 },
    { appended: 1, duplicates: 0 },
    { appended: 1, duplicates: 1 },
    { appended: 1, duplicates: 0 },
    { appended: 1, duplicates: 1 },
  ]);
});

it('fails only the request at fault when a shared statement fails', async () => {
  const { append, release } = recorder();
  const requests = ['a', 'b', 'good', 'bad', 'fine'].map((id) => append([event(id)]));
  release();
  const outcomes = await Promise.allSettled(requests);
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
});

it('does not let a large request wait for company', async () => {
  const { append, statements, release } = recorder();
  const small = ['a', 'b', 'c'].map((id) => append([event(id)]));
  const large = append(Array.from({ length: 51 }, (_, n) => event(`large-${n}`)));
  expect(statements.map((ids) => ids.length)).toEqual([1, 1, 51]);
  release();
  await Promise.all([...small, large]);
});

it('goes on after a failure', async () => {
  const { append, release } = recorder();
  release();
  await expect(append([event('bad')])).rejects.toThrow('refused');
  expect(await append([event('a')])).toEqual({ appended: 1, duplicates: 0 });
});
