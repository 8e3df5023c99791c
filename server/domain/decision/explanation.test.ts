import { expect, it } from 'vitest';
import { suppressionReasons } from '#server/domain/suppression/reason.ts';
import { explainToPerson, suppressionExplanations } from './explanation.ts';
import { type SendCheck, type SendDecision, type SendRule, sendRules } from './send-decision.ts';

function skipped(rule: SendRule, input: SendCheck['input'] = {}): SendDecision {
  const checks = sendRules.map(
    (one): SendCheck => ({
      rule: one,
      version: 1,
      input: one === rule ? input : {},
      verdict: one === rule ? 'fail' : 'pass',
      because: [],
      until: null,
    }),
  );
  return { verdict: 'skip', rule, askAgainAt: null, checks };
}

it('gives a sentence of its own for every rule', () => {
  const sentences = sendRules.map((rule) => explainToPerson(skipped(rule)));
  // A suppression and an opt-out without a reason on record say the same.
  expect(new Set(sentences).size).toBe(sendRules.length - 1);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

it.each(suppressionReasons)('tells the person what to do about %s', (reason) => {
  for (const rule of ['suppressed', 'opted_out'] as const) {
    expect(explainToPerson(skipped(rule, { reason }))).toBe(suppressionExplanations[reason]);
  }
});

it('tells a reason that a later build recorded as somebody’s decision', () => {
  expect(explainToPerson(skipped('suppressed', { reason: 'of_tomorrow' }))).toBe(
    suppressionExplanations.manual,
  );
});

it('says that a STOP is ended by START', () => {
  expect(explainToPerson(skipped('opted_out', { reason: 'stop' }))).toContain('Text START');
});

it.each([
  ['own_wish', 'You switched these messages off here.'],
  ['default', 'You have not switched these messages on.'],
  ['not_offered', 'We do not send these messages this way.'],
  ['a ground of a later build', 'You switched these messages off.'],
])('says whose choice a category was: %s', (ground, sentence) => {
  expect(explainToPerson(skipped('category_off', { ground }))).toBe(sentence);
});

it('has nothing to explain about a message that was sent', () => {
  expect(explainToPerson({ ...skipped('paused'), verdict: 'send', rule: null })).toBeNull();
});
