import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRefresher } from './refresher.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(ready = () => true) {
  const finish: (() => void)[] = [];
  const look = vi.fn(() => new Promise<void>((resolve) => finish.push(resolve)));
  const refresher = createRefresher(look, { gapMs: 250, ready });
  const settle = async (ms: number) => {
    for (const resolve of finish.splice(0)) resolve();
    await vi.advanceTimersByTimeAsync(ms);
  };
  return { look, refresher, settle };
}

it('looks at once, and a burst costs one more look', async () => {
  const { look, refresher, settle } = setUp();
  for (let i = 0; i < 20; i += 1) refresher.request();
  expect(look).toHaveBeenCalledTimes(1);
  await settle(250);
  expect(look).toHaveBeenCalledTimes(2);
  await settle(1000);
  expect(look).toHaveBeenCalledTimes(2);
});

it('looks at most four times a second', async () => {
  const { look, refresher, settle } = setUp();
  for (let i = 0; i < 100; i += 1) {
    refresher.request();
    await settle(10);
  }
  expect(look.mock.calls.length).toBeLessThanOrEqual(5);
});

it('never looks twice at a time, however slow the answer', async () => {
  const { look, refresher, settle } = setUp();
  refresher.request();
  await vi.advanceTimersByTimeAsync(10_000);
  refresher.request();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(look).toHaveBeenCalledTimes(1);
  await settle(0);
  expect(look).toHaveBeenCalledTimes(2);
});

it('goes on after a look that failed', async () => {
  const look = vi.fn(() => Promise.reject(new Error('away')));
  const refresher = createRefresher(look, { gapMs: 250, ready: () => true });
  refresher.request();
  await vi.advanceTimersByTimeAsync(250);
  refresher.request();
  expect(look).toHaveBeenCalledTimes(2);
});

it('keeps a request for when it is ready', () => {
  let isVisible = false;
  const { look, refresher } = setUp(() => isVisible);
  refresher.request();
  expect(look).not.toHaveBeenCalled();
  isVisible = true;
  refresher.wake();
  expect(look).toHaveBeenCalledTimes(1);
});

it('does nothing once stopped', async () => {
  const { look, refresher, settle } = setUp();
  refresher.request();
  refresher.request();
  refresher.stop();
  await settle(1000);
  expect(look).toHaveBeenCalledTimes(1);
});
