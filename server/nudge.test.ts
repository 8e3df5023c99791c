import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createNudge } from './nudge.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function counting() {
  let sent = 0;
  const lost: unknown[] = [];
  const options = { intervalMs: 100, onLost: (error: unknown) => lost.push(error) };
  const nudge = createNudge(async () => {
    sent += 1;
  }, options);
  return { nudge, sent: () => sent, lost };
}

it('sends the first call at once', async () => {
  const { nudge, sent } = counting();
  await nudge();
  expect(sent()).toBe(1);
});

it('lets a hundred calls within the interval share one signal, sent after the last of them', async () => {
  const { nudge, sent } = counting();
  await nudge();
  const rest = Array.from({ length: 100 }, () => nudge());
  expect(sent()).toBe(1);
  await vi.advanceTimersByTimeAsync(100);
  await Promise.all(rest);
  expect(rest.filter((signal) => signal !== null)).toHaveLength(1);
  expect(sent()).toBe(2);
});

it('sends at once again after a quiet interval', async () => {
  const { nudge, sent } = counting();
  await nudge();
  await vi.advanceTimersByTimeAsync(100);
  await nudge();
  expect(sent()).toBe(2);
});

it('reports a lost signal, never rejects, and sends the next one', async () => {
  const lost: unknown[] = [];
  let fails = true;
  const nudge = createNudge(
    async () => {
      if (fails) throw new Error('engine is down');
    },
    { intervalMs: 100, onLost: (error) => lost.push(error) },
  );
  await nudge();
  fails = false;
  const next = nudge();
  await vi.advanceTimersByTimeAsync(100);
  await next;
  expect(lost).toEqual([new Error('engine is down')]);
});
