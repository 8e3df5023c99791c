import { describe, expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import type { ReportData } from '#server/domain/message/report.ts';
import { added, addressAfter, replied, reported } from './address-history.ts';
import { type StoredSuppressionEvent, suppressionTarget } from './evolve.ts';
import { defaultSuppressionPolicy, type SuppressionPolicy } from './policy.ts';
import type { SuppressionRules } from './suppression.ts';
import { suppressionsOf } from './suppressions-of.ts';

const rules: SuppressionRules = { policies: [], categories: defaultCategories };
const rulesOf = (policy: Partial<SuppressionPolicy>): SuppressionRules => ({
  categories: defaultCategories,
  policies: [
    {
      at: '2026-01-01T00:00:00.000Z',
      id: 'admin/policy',
      applies: 'to_history',
      policy: { ...defaultSuppressionPolicy, ...policy },
    },
  ],
});

const day = (n: number) => new Date(Date.UTC(2026, 10, n, 9)).toISOString();
const judged = (events: readonly StoredSuppressionEvent[], by = rules) =>
  suppressionsOf(addressAfter(...events), by);

describe('unsubscribing', () => {
  const wish = (data: Partial<ReportData>, kind: 'unsubscribed' | 'resubscribed' = 'unsubscribed', n = 3) =>
    reported(kind, { at: day(n), position: n, data });
  const scopesOf = (data: Partial<ReportData>, by = rules) =>
    judged([wish(data)], by).map(({ reason, scope }) => [reason, scope]);

  it.each<[Partial<ReportData>, string]>([
    [{ scope: 'global' }, 'all_but_security'],
    [{ scope: 'global', category: 'marketing' }, 'all_but_security'],
    [{ scope: 'list', category: 'billing' }, 'category:billing'],
    [{ scope: 'list' }, 'stream:marketing'],
    [{ category: 'product' }, 'category:product'],
    [{ scope: 'list', category: 'autumn-sale' }, 'stream:marketing'],
    [{ scope: 'sender', category: 'billing' }, 'stream:transactional'],
    [{ scope: 'sender' }, 'all_but_security'],
    [{ scope: 'group:42', category: 'product' }, 'category:product'],
    [{ scope: 'group:42' }, 'stream:marketing'],
  ])('by %j forbids %s', (data, scope) => {
    expect(scopesOf(data)).toStrictEqual([['unsubscribe', scope]]);
  });

  it('from a group forbids the category that the policy says it stands for', () => {
    const by = rulesOf({ groups: { '42': 'billing', '7': 'security' } });
    expect(scopesOf({ scope: 'group:42', category: 'product' }, by)).toStrictEqual([
      ['unsubscribe', 'category:billing'],
    ]);
    expect(scopesOf({ scope: 'group:7' }, by)).toStrictEqual([]);
  });

  it.each(['list', 'sender', 'group:42'])('from security by %s forbids nothing', (scope) => {
    expect(scopesOf({ scope, category: 'security' })).toStrictEqual([]);
  });

  it.each(['sender', 'global', 'list', undefined])('by a text message (%s) is a STOP', (scope) => {
    const data = { channel: 'sms', ...(scope === undefined ? {} : { scope }) } as const;
    expect(scopesOf(data)).toStrictEqual([['stop', 'everything']]);
    expect(scopesOf(data, rulesOf({ stop: 'all_but_security' }))).toStrictEqual([
      ['stop', 'all_but_security'],
    ]);
  });

  it('is undone by resubscribing to the same later, not earlier and not to something else', () => {
    const off = wish({ scope: 'group:42' });
    expect(judged([off, wish({ scope: 'group:42' }, 'resubscribed', 4)])).toStrictEqual([]);
    expect(judged([wish({ scope: 'group:42' }, 'resubscribed', 2), off])).toHaveLength(1);
    expect(judged([off, wish({ scope: 'group:43' }, 'resubscribed', 4)])).toHaveLength(1);
    expect(judged([off, wish({ scope: 'global' }, 'resubscribed', 4)])).toHaveLength(1);
  });

  it('keeps apart the lists of two categories', () => {
    const both = [wish({ scope: 'list', category: 'billing' }), wish({ scope: 'list', category: 'product' })];
    const again = wish({ scope: 'list', category: 'product' }, 'resubscribed', 4);
    expect(judged([...both, again]).map(({ scope }) => scope)).toStrictEqual(['category:billing']);
  });

  it('by STOP is undone by START, also where the STOP was told by a list', () => {
    const listed = added({ channel: 'sms', reason: 'stop', scope: 'everything' }, { at: day(2) });
    const start = wish({ channel: 'sms', scope: 'sender' }, 'resubscribed', 4);
    expect(judged([wish({ channel: 'sms', scope: 'sender' }), listed])).toHaveLength(1);
    expect(judged([wish({ channel: 'sms', scope: 'sender' }), listed, start])).toStrictEqual([]);
  });

  it('names both scopes when one group was left from two categories', () => {
    const events = [
      wish({ scope: 'group:42', category: 'billing' }),
      wish({ scope: 'group:42', category: 'product' }, 'unsubscribed', 4),
    ];
    expect(judged(events).map(({ scope }) => scope)).toStrictEqual(['category:billing', 'category:product']);
  });
});

describe('writing back', () => {
  const at = (n: number) => ({ at: day(n), position: n });

  it('STOP forbids everything on that telephone until START', () => {
    expect(judged([replied('stop', at(3))])).toMatchObject([{ reason: 'stop', scope: 'everything' }]);
    expect(judged([replied('stop', at(3)), replied('start', at(4))])).toStrictEqual([]);
    expect(judged([replied('start', at(4)), replied('stop', at(3))])).toStrictEqual([]);
    expect(judged([replied('stop', at(5)), replied('start', at(4))])).toHaveLength(1);
  });

  it('START ends what a carrier reported as an opt-out, and lifts no bounce', () => {
    const optOut = reported('unsubscribed', { ...at(3), data: { channel: 'sms' } });
    const invalid = reported('hard_bounced', { ...at(2), data: { channel: 'sms' } });
    expect(judged([optOut, replied('start', at(4))])).toStrictEqual([]);
    expect(judged([invalid, replied('start', at(4))])).toMatchObject([{ reason: 'invalid_number' }]);
  });

  it('by mail is leaving whatever the sender sends', () => {
    const letter = replied('stop', { ...at(3), channel: 'email' });
    expect(judged([letter])).toMatchObject([{ reason: 'unsubscribe', scope: 'all_but_security' }]);
  });

  it.each(['help', 'none'] as const)('%s speaks neither for nor against', (wish) => {
    expect(suppressionTarget(replied(wish, at(3)))).toBeNull();
  });
});
