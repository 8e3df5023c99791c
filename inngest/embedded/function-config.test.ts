import { describe, expect, it } from 'vitest';
import { parseFunctionConfig } from './function-config.ts';

const base = {
  id: 'app-fn',
  name: 'fn',
  triggers: [{ event: 'a/b' }],
  steps: {
    step: {
      id: 'step',
      name: 'step',
      runtime: { type: 'http', url: 'http://x.test' },
      retries: { attempts: 2 },
    },
  },
};

describe('function configuration', () => {
  it('reads what the SDK sends, durations in milliseconds', () => {
    const spec = parseFunctionConfig({
      ...base,
      triggers: [{ event: 'a/b', expression: "event.data.x == 'y'" }, { cron: 'TZ=Europe/Berlin 0 3 * * *' }],
      cancel: [{ event: 'c', if: 'event.data.i == async.data.i', timeout: '1d' }],
      concurrency: [{ limit: 1, key: 'event.data.k' }, { limit: 0 }],
      debounce: { period: '2s', timeout: '10s' },
      singleton: { mode: 'skip' },
      idempotency: 'event.data.i',
      timeouts: { finish: '2h' },
    });
    expect(spec).toEqual({
      id: 'app-fn',
      triggers: [{ event: 'a/b', expression: "event.data.x == 'y'" }],
      crons: ['TZ=Europe/Berlin 0 3 * * *'],
      maxAttempts: 3,
      cancelOn: [{ event: 'c', if: 'event.data.i == async.data.i', timeout: '1d' }],
      concurrency: [{ limit: 1, key: 'event.data.k' }],
      debounce: { periodMs: 2_000, timeoutMs: 10_000, key: undefined },
      singleton: { mode: 'skip' },
      idempotency: 'event.data.i',
      finishTimeoutMs: 7_200_000,
    });
  });

  it('retries four times when nothing is said', () => {
    expect(parseFunctionConfig({ ...base, steps: { step: {} } }).maxAttempts).toBe(5);
  });

  it.each([
    ['throttle', { throttle: { limit: 1, period: '10s' } }],
    ['rateLimit', { rateLimit: { limit: 1, period: '10s' } }],
    ['priority', { priority: { run: '1' } }],
    ['somethingNew', { somethingNew: true }],
    ['batchEvents.flavour', { batchEvents: { maxSize: 2, timeout: '1s', flavour: 1 } }],
    ['triggers.0.jitter', { triggers: [{ cron: '* * * * *', jitter: '5s' }] }],
  ])('refuses the option %s by name', (option, extra) => {
    expect(() => parseFunctionConfig({ ...base, ...extra })).toThrow(`Function "app-fn": option "${option}"`);
  });

  it.each([
    ['triggers.0.expression', { triggers: [{ event: 'a', expression: 'event.data.flag' }] }],
    ['triggers.0.cron', { triggers: [{ cron: 'every day' }] }],
    ['triggers.0.cron', { triggers: [{ cron: 'TZ=Nowhere/At_All 0 3 * * *' }] }],
    ['cancel.0.if', { cancel: [{ event: 'c', if: 'nonsense.x == 1' }] }],
    ['cancel.0.timeout', { cancel: [{ event: 'c', timeout: 'later' }] }],
    ['concurrency.0.key', { concurrency: [{ limit: 1, key: 'who.knows' }] }],
    ['debounce.period', { debounce: { period: '8d' } }],
    ['batchEvents.maxSize', { batchEvents: { maxSize: 1, timeout: '1s' } }],
    ['batchEvents', { batchEvents: { maxSize: 2, timeout: '1s' }, singleton: { mode: 'skip' } }],
  ])('refuses a wrong value of %s', (option, extra) => {
    expect(() => parseFunctionConfig({ ...base, ...extra })).toThrow(`Function "app-fn": option "${option}"`);
  });
});
