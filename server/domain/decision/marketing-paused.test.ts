import { describe, expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { noPreferences } from '#server/domain/preference/state.ts';
import { decideSend } from './decide-send.ts';
import { type SendCheck, sendDecision } from './send-decision.ts';
import type { SendFacts } from './send-facts.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const marketingPause = { since: at(2), because: 'admin/pause-1' };
const decide = (category: string, facts: Partial<SendFacts> = {}) =>
  decideSend(
    { channel: 'email', category, at: at(30), costMicros: 0 },
    {
      categories: defaultCategories,
      address: { subjectId: 'subject-ada', because: null },
      preferences: null,
      suppressions: [],
      marketingPause,
      duplicateOf: null,
      budget: null,
      ...facts,
    },
  );
const verdictIn = (category: string) =>
  decide(category).checks.find(({ rule }) => rule === 'marketing_paused')?.verdict;

describe('a pause of marketing', () => {
  it('holds back no other stream, and says so', () => {
    for (const category of ['billing', 'product', 'security']) {
      expect(decide(category).verdict).toBe('send');
      expect(verdictIn(category)).toBe('exempt');
    }
    expect(decide('marketing')).toMatchObject({ verdict: 'skip', rule: 'marketing_paused' });
  });

  it('holds back what may be marketing, for all that is known of its category', () => {
    expect(verdictIn('gone')).toBe('fail');
  });

  it('is not waited for, and comes before quiet hours, which would be', () => {
    const hours = { start: '12:00', end: '14:00', timeZone: 'UTC' };
    const quietHours = { at: at(1), id: 'user/hours', hours };
    expect(decide('marketing', { preferences: { ...noPreferences('user-7'), quietHours } })).toMatchObject({
      verdict: 'skip',
      rule: 'marketing_paused',
      askAgainAt: null,
    });
  });
});

it('a decision is understood when a rule was added since, but not with its checks in another order', () => {
  const { checks, ...decision } = decide('billing');
  const read = (some: readonly SendCheck[]) => sendDecision.safeParse({ ...decision, checks: some }).success;
  expect(read(checks.filter(({ rule }) => rule !== 'marketing_paused'))).toBe(true);
  expect(read(checks.toReversed())).toBe(false);
  expect(read([...checks.slice(0, 1), ...checks])).toBe(false);
  expect(read([])).toBe(false);
});
