import { expect, it } from 'vitest';
import type { Chunk } from './chunk.ts';
import { Feed } from './feed.ts';

/** A store of `count` chunks that end at 10, 20 and so on, and remembers after which positions it was asked. */
function storeOf(count: number) {
  const asked: number[] = [];
  const read = async (after: number): Promise<Chunk> => {
    asked.push(after);
    const isLast = after >= count * 10 - 10;
    return { after, last: Math.min(after + 10, count * 10), isLast, events: [], links: [] };
  };
  return { asked, read };
}

async function takeAll(chunks: AsyncGenerator<Chunk, void>): Promise<number[]> {
  const ends: number[] = [];
  for await (const { last } of chunks) ends.push(last);
  return ends;
}

it('reads each chunk once, however many follow, and nothing after the last', async () => {
  const { asked, read } = storeOf(4);
  const feed = new Feed(read, { from: 0, held: 2 });
  const places = [feed.join(), feed.join(), feed.join()];
  expect(await Promise.all(places.map(takeAll))).toEqual(places.map(() => [10, 20, 30, 40]));
  expect(asked).toEqual([0, 10, 20, 30]);
});

it('gives nothing where there is nothing', async () => {
  const { asked, read } = storeOf(0);
  expect(await takeAll(new Feed(read, { from: 0, held: 2 }).join())).toEqual([]);
  expect(asked).toEqual([0]);
});

it('holds no more chunks than it may, and lets the foremost wait for the slowest', async () => {
  const { asked, read } = storeOf(9);
  const feed = new Feed(read, { from: 0, held: 3 });
  const [fast, slow] = [feed.join(), feed.join()];
  await slow.next();
  const ends: number[] = [];
  const running = (async () => {
    for await (const { last } of fast) ends.push(last);
  })();
  await settled();
  expect(ends).toEqual([10, 20, 30]);
  expect(asked).toEqual([0, 10, 20]);
  await slow.next();
  await settled();
  expect(ends).toEqual([10, 20, 30, 40]);
  expect(await takeAll(slow)).toHaveLength(7);
  await running;
  expect(ends).toHaveLength(9);
});

it('waits no more for one that has left', async () => {
  const feed = new Feed(storeOf(9).read, { from: 0, held: 2 });
  const [fast, slow] = [feed.join(), feed.join()];
  await slow.next();
  await slow.return();
  expect(await takeAll(fast)).toHaveLength(9);
});

it('tells everybody that the store could not be read', async () => {
  const { read } = storeOf(9);
  const feed = new Feed(
    async (after) => {
      if (after === 20) throw new Error('torn');
      return await read(after);
    },
    { from: 0, held: 3 },
  );
  const outcomes = await Promise.allSettled([takeAll(feed.join()), takeAll(feed.join())]);
  expect(outcomes).toMatchObject([{ reason: { message: 'torn' } }, { reason: { message: 'torn' } }]);
});

/** Until nothing is left that could happen by itself. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
