import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { channels } from '#server/domain/message/report.ts';
import { wishKey } from '#server/domain/preference/state.ts';
import { suppressionReasons } from '#server/domain/suppression/reason.ts';
import type { SuppressionScope } from '#server/domain/suppression/scope.ts';
import type { Suppression } from '#server/domain/suppression/suppression.ts';
import { decideSend } from './decide-send.ts';
import { sendDecision, sendRules } from './send-decision.ts';
import type { SendFacts, SendRequest } from './send-facts.ts';

/** Chance with a fixed seed, so that a failure can be had again. */
const chance = { seed: 20_261_121, numRuns: 5_000 };

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const at = (hour: number) => `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`;
const hour = fc.integer({ min: 0, max: 23 });
const time = hour.map((one) => `${String(one).padStart(2, '0')}:00`);
const categories = ['security', 'billing', 'product', 'marketing', 'gone'] as const;
const scopes: readonly SuppressionScope[] = [
  'everything',
  'all_but_security',
  'stream:marketing',
  'stream:transactional',
  'category:billing',
  'category:security',
];

const request: fc.Arbitrary<SendRequest> = fc.record({
  channel: oneOf(...channels, 'email', 'email', 'email'),
  category: oneOf(...categories),
  at: hour.map(at),
  costMicros: fc.integer({ min: 0, max: 10 }),
});
const wish = fc.record({
  category: oneOf(...categories, null),
  channel: oneOf(...channels, null),
  enabled: fc.boolean(),
  at: hour.map(at),
  id: oneOf('user/1', 'user/2'),
});
const preferences = fc.record({
  userId: oneOf('user-7'),
  wishes: fc
    .array(wish, { maxLength: 6 })
    .map((wishes) => Object.fromEntries(wishes.map((one) => [wishKey(one.category, one.channel), one]))),
  pause: fc.option(
    fc.record({
      at: hour.map(at),
      id: oneOf('user/3'),
      paused: fc.boolean(),
      until: fc.option(hour.map(at)),
    }),
  ),
  quietHours: fc.option(
    fc.record({
      at: hour.map(at),
      id: oneOf('user/4'),
      hours: fc.option(
        fc
          .record({ start: time, end: time, timeZone: oneOf('Europe/Berlin', 'UTC') })
          .filter(({ start, end }) => start !== end),
      ),
    }),
  ),
});
const suppression: fc.Arbitrary<Suppression> = fc.record({
  channel: oneOf('email', 'email', 'sms'),
  subjectId: oneOf('subject-ada', 'subject-ada', 'subject-bob'),
  cell: oneOf('complaint' as const),
  reason: oneOf(...suppressionReasons),
  scope: oneOf(...scopes),
  since: hour.map(at),
  because: oneOf('example-mail/1', 'example-mail/2'),
  isCauseKnown: fc.boolean(),
  newest: oneOf({ at: at(1), id: 'example-mail/1' }),
  expiresAt: fc.option(hour.map(at)),
});
const facts: fc.Arbitrary<SendFacts> = fc.record({
  categories: oneOf(defaultCategories),
  address: fc.option(oneOf({ subjectId: 'subject-ada', because: null }), { freq: 9 }),
  preferences: fc.option(preferences, { freq: 9 }),
  suppressions: fc.array(suppression, { maxLength: 3 }),
  marketingPause: fc.option(fc.record({ since: hour.map(at), because: oneOf('admin/pause-1') }), { freq: 3 }),
  duplicateOf: fc.option(oneOf('api/request-1'), { freq: 1 }),
  budget: fc.option(
    fc.record({
      limitMicros: fc.integer({ min: 0, max: 20 }),
      spentMicros: fc.integer({ min: 0, max: 15 }),
      resetsAt: fc.option(hour.map(at)),
    }),
  ),
});

/** What each scope forbids, spelt out once more so that the code is not its own judge. */
const forbids: Record<string, readonly string[]> = {
  everything: categories,
  all_but_security: ['billing', 'product', 'marketing', 'gone'],
  'stream:marketing': ['marketing', 'gone'],
  'stream:transactional': ['billing', 'product', 'gone'],
  'category:billing': ['billing'],
  'category:security': [],
};
function isForbidden({ channel, category, at: now }: SendRequest, { suppressions }: SendFacts): boolean {
  return suppressions.some(
    (one) =>
      one.channel === channel &&
      one.subjectId === 'subject-ada' &&
      (one.expiresAt === null || now < one.expiresAt) &&
      forbids[one.scope]?.includes(category),
  );
}

type Annotate = (message: string) => Promise<unknown>;
async function holds(annotate: Annotate, check: (request: SendRequest, facts: SendFacts) => boolean) {
  let runs = 0;
  let meant = 0;
  fc.assert(
    fc.property(request, facts, (asked, known) => {
      runs += 1;
      meant += Number(check(asked, known));
    }),
    chance,
  );
  expect(runs).toBeGreaterThanOrEqual(1_000);
  // A property that seldom has anything to say has not been tried.
  expect(meant).toBeGreaterThanOrEqual(300);
  await annotate(`${runs} decisions, ${meant} of them to the point`);
}

it('never sends what a suppression forbids', async ({ annotate }) => {
  await holds(annotate, (asked, known) => {
    const forbidden = isForbidden(asked, known);
    if (forbidden && known.address !== null) {
      expect(decideSend(asked, known)).toMatchObject({ verdict: 'skip' });
    }
    return forbidden;
  });
});

it('never holds back security for a preference, a pause or quiet hours', async ({ annotate }) => {
  await holds(annotate, (asked, known) => {
    const security = { ...asked, category: 'security' };
    const { verdict, rule } = decideSend(security, known);
    expect({ verdict, rule }).toStrictEqual({
      verdict: decideSend(security, { ...known, preferences: null }).verdict,
      rule: decideSend(security, { ...known, preferences: null }).rule,
    });
    return known.preferences?.pause?.paused === true || known.preferences?.quietHours?.hours != null;
  });
});

it('sends no marketing while it is paused, and holds nothing else back for that', async ({ annotate }) => {
  await holds(annotate, (asked, known) => {
    const { marketingPause } = known;
    if (marketingPause === null) return false;
    const isHeld = asked.category === 'marketing' || asked.category === 'gone';
    const { verdict } = decideSend(asked, known);
    if (isHeld) expect(verdict).toBe('skip');
    else expect(verdict).toBe(decideSend(asked, { ...known, marketingPause: null }).verdict);
    return true;
  });
});

it('lists every check in order, skips for the first that fails, and keeps a form that can be stored', async ({
  annotate,
}) => {
  await holds(annotate, (asked, known) => {
    const decision = decideSend(asked, known);
    expect(decision.checks.map(({ rule }) => rule)).toStrictEqual([...sendRules]);
    const failed = decision.checks.find(({ verdict }) => verdict === 'fail');
    expect(decision.rule).toBe(failed?.rule ?? null);
    expect(decision.verdict).toBe(failed === undefined ? 'send' : 'skip');
    expect(sendDecision.parse(decision)).toEqual(decision);
    return decision.verdict === 'skip';
  });
});

it('names nobody: neither the person nor the address', async ({ annotate }) => {
  await holds(annotate, (asked, known) => {
    const text = JSON.stringify(decideSend(asked, known));
    expect(text).not.toContain('subject-');
    expect(text).not.toContain('user-7');
    return known.address !== null;
  });
});

it('skips nothing that no fact speaks against', async ({ annotate }) => {
  await holds(annotate, (asked, known) => {
    const free = {
      ...known,
      address: { subjectId: 'subject-ada', because: null },
      preferences: null,
      marketingPause: null,
      duplicateOf: null,
      budget: null,
    };
    const isOptIn = asked.category === 'marketing' && (asked.channel === 'sms' || asked.channel === 'push');
    const isFree = !isForbidden(asked, free) && !isOptIn && asked.category !== 'gone';
    expect(decideSend(asked, free).verdict).toBe(isFree ? 'send' : 'skip');
    return isFree;
  });
});
