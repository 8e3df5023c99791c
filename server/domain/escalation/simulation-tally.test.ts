import { expect, it } from 'vitest';
import { noon } from './escalation-history.ts';
import { type SimulatedCase, type SimulatedStep, tallyOf } from './simulation-tally.ts';

const euro = (amountMicros: number) => ({ currency: 'EUR', amountMicros });
const sent = (price: { currency: string; amountMicros: number } | null): SimulatedStep => ({
  step: 0,
  channel: 'sms',
  at: noon(),
  became: { verdict: 'sent', because: 'not_opened_in_time', price },
});
const skipped = (reason: 'suppressed' | 'no_address'): SimulatedStep => ({
  step: 0,
  channel: 'push',
  at: noon(),
  became: { verdict: 'skipped', reason },
});
const one = (outcome: SimulatedCase['outcome'], ...steps: readonly SimulatedStep[]): SimulatedCase => ({
  outcome,
  seen: null,
  steps,
});

it('counts every notification once, every step, and what is spent in each currency', () => {
  const dollars = { currency: 'USD', amountMicros: 70_000 };
  const tally = tallyOf([
    one('told_again', skipped('suppressed'), sent(euro(50_000))),
    one('told_again', sent(euro(50_000)), sent(dollars), sent(null)),
    one('not_allowed', skipped('no_address'), skipped('suppressed')),
    one('seen'),
  ]);
  expect(tally).toStrictEqual({
    outcomes: {
      told_again: 2,
      seen: 1,
      not_needed: 0,
      not_allowed: 1,
      unsent: 0,
      held_back: 0,
      gave_up: 0,
      waiting: 0,
    },
    sent: { email: 0, sms: 4, push: 0, in_app: 0 },
    skipped: [
      { channel: 'push', reason: 'suppressed', count: 2 },
      { channel: 'push', reason: 'no_address', count: 1 },
    ],
    cost: [euro(100_000), dollars],
    unpriced: 1,
  });
});
