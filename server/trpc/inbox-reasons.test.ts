import { expect, it } from 'vitest';
import { reasonOfRefusal } from './inbox-reasons.ts';

it.each([
  ['over_cost_cap', 'limit'],
  ['price_unknown', 'limit'],
  ['marketing_never_sms', 'not_allowed'],
  // Whoever asked for it is the person who reads this: it is never told as if it were somebody else.
  ['opted_out', 'opted_out'],
  ['suppressed', 'manual'],
  ['quiet_hours', 'quiet_hours'],
] as const)('a step refused for %s is told as %s', (refusal, code) => {
  expect(reasonOfRefusal(refusal)).toBe(code);
});
