import { expect, it } from 'vitest';
import { Problem } from '../problem.ts';
import { readDemoOptions } from './options.ts';

const now = Date.parse('2026-11-21T12:00:00.700Z');
const read = (...args: string[]) => readDemoOptions(args, now);

it('plays a day of 500 messages that ends now, by every provider and as fast as it can', () => {
  const { seed, ...options } = read();
  expect(seed).toMatch(/^\d+$/);
  const untilMs = Date.parse('2026-11-21T12:00:00.000Z');
  expect(options).toEqual({ messages: 500, days: 1, untilMs, perSecond: null, providers: null, help: false });
});

it('takes every option', () => {
  const args = ['--messages=20000', '--days', '3', '--seed=x', '--rate=50', '--providers=one, two'];
  expect(read(...args, '--until=2026-11-20T00:00:00Z')).toEqual({
    ...{ messages: 20_000, days: 3, seed: 'x', perSecond: 50, providers: ['one', 'two'], help: false },
    untilMs: Date.parse('2026-11-20T00:00:00.000Z'),
  });
});

it.each([
  [['--messages=0'], '--messages takes a whole number'],
  [['--messages=many'], '--messages takes a whole number'],
  [['--days=31'], '--days takes a whole number from 1 to 30'],
  [['--rate=0.5'], '--rate takes'],
  [['--until=tomorrow'], '--until takes a time that is past'],
  [['--until=2027-01-01T00:00:00Z'], '--until takes a time that is past'],
  [['--volume=11'], 'Unknown option'],
  [['escalations'], '"escalations" is not something the demo can play'],
])('says what is wrong with %j', (args, words) => {
  expect(() => read(...args)).toThrow(Problem);
  expect(() => read(...args)).toThrow(words);
});
