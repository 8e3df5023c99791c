import { expect, test } from 'vitest';
import { closedLoop } from './closed-loop.ts';

test('each loop has one piece of work under way, and all of it is done once', async () => {
  const busy = new Set<number>();
  const done: number[] = [];
  let next = 0;
  const { units, perSecond } = await closedLoop(3, 60_000, async (loop) => {
    if (next === 50) return null;
    expect(busy.has(loop)).toBe(false);
    busy.add(loop);
    const piece = next;
    next += 1;
    await Promise.resolve();
    busy.delete(loop);
    done.push(piece);
    return 10;
  });
  expect(units).toBe(500);
  expect(perSecond).toBeGreaterThan(0);
  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, piece) => piece));
});

test('no work is begun once the time is over', async () => {
  let pieces = 0;
  await closedLoop(2, 0, () => {
    pieces += 1;
    return Promise.resolve(1);
  });
  expect(pieces).toBe(0);
});
