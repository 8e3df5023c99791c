import { describe, expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { noPreferences, type PreferencesState, type Wish, wishKey } from '#server/domain/preference/state.ts';
import type { Suppression } from '#server/domain/suppression/suppression.ts';
import { decideSend } from './decide-send.ts';
import { decisionEvents, decisionStream } from './events.ts';
import { type SendCheck, type SendDecision, type SendRule, sendRules } from './send-decision.ts';
import type { SendFacts, SendRequest } from './send-facts.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const billing: SendRequest = { channel: 'email', category: 'billing', at: at(30), costMicros: 0 };
const security: SendRequest = { ...billing, category: 'security' };
const nothing: SendFacts = {
  categories: defaultCategories,
  address: { subjectId: 'subject-ada', because: 'api/contact-1' },
  preferences: null,
  suppressions: [],
  marketingPause: null,
  duplicateOf: null,
  budget: null,
};
const decide = (facts: Partial<SendFacts>, request: Partial<SendRequest> = {}) =>
  decideSend({ ...billing, ...request }, { ...nothing, ...facts });
const failures = ({ checks }: SendDecision) =>
  checks.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => rule);
const checkOf = (decision: SendDecision, rule: SendRule) =>
  decision.checks.find((check) => check.rule === rule);

function wishing(part: Partial<PreferencesState>, ...wishes: Omit<Wish, 'at' | 'id'>[]): PreferencesState {
  const known = wishes.map((wish, index) => ({ ...wish, at: at(index), id: `user/wish-${index}` }));
  return {
    ...noPreferences('user-7'),
    wishes: Object.fromEntries(known.map((wish) => [wishKey(wish.category, wish.channel), wish])),
    ...part,
  };
}
const pause = (until: string | null) => ({ at: at(1), id: 'user/pause', paused: true, until });
/** Noon in Berlin is 11:00 UTC, so 12:30 UTC lies in these hours. */
const noonHours = {
  at: at(1),
  id: 'user/hours',
  hours: { start: '13:00', end: '14:00', timeZone: 'Europe/Berlin' },
};
const suppression = (part: Partial<Suppression> = {}): Suppression => ({
  channel: 'email',
  subjectId: 'subject-ada',
  cell: 'complaint',
  reason: 'complaint',
  scope: 'all_but_security',
  since: at(3),
  because: 'example-mail/event-3',
  isCauseKnown: true,
  newest: { at: at(3), id: 'example-mail/event-3' },
  expiresAt: null,
  ...part,
});

const marketingPause = { since: at(2), because: 'admin/pause-1' };

const passed = (rule: SendRule, input: SendCheck['input'], ...because: string[]): SendCheck => ({
  rule,
  version: 1,
  input,
  verdict: 'pass',
  because,
  until: null,
});
const unsuppressed = { category: 'billing', reason: null, scope: null, since: null, count: 0 };

describe('a message that nothing stands in the way of', () => {
  it('is sent, with every check on record', () => {
    expect(
      decide({ budget: { limitMicros: 100, spentMicros: 40, resetsAt: null } }, { costMicros: 60 }),
    ).toStrictEqual({
      verdict: 'send',
      rule: null,
      askAgainAt: null,
      checks: [
        passed('no_address', { known: true }, 'api/contact-1'),
        passed('channel_disabled', { channel: 'email', enabled: true, ground: 'default' }),
        passed('category_off', { category: 'billing', channel: 'email', enabled: true, ground: 'default' }),
        passed('paused', { paused: false, category: 'billing' }),
        passed('suppressed', unsuppressed),
        passed('opted_out', unsuppressed),
        passed('marketing_paused', { paused: false, since: null, category: 'billing' }),
        passed('quiet_hours', { quiet: false, timeZone: null, category: 'billing', channel: 'email' }),
        passed('duplicate', { askedBefore: false }),
        passed('budget', { costMicros: 60, spentMicros: 40, limitMicros: 100 }),
      ],
    } satisfies SendDecision);
  });
});

describe('a message is skipped', () => {
  it.each<[SendRule, Partial<SendFacts>, Partial<SendRequest>, object]>([
    ['no_address', { address: null }, {}, { because: [], input: { known: false } }],
    [
      'channel_disabled',
      { preferences: wishing({}, { category: null, channel: 'email', enabled: false }) },
      {},
      { because: ['user/wish-0'], input: { channel: 'email', enabled: false, ground: 'channel_wish' } },
    ],
    [
      'category_off',
      { preferences: wishing({}, { category: 'billing', channel: 'email', enabled: false }) },
      {},
      {
        because: ['user/wish-0'],
        input: { category: 'billing', channel: 'email', enabled: false, ground: 'own_wish' },
      },
    ],
    [
      'category_off',
      { preferences: wishing({}, { category: 'billing', channel: null, enabled: false }) },
      {},
      { because: ['user/wish-0'], input: { ground: 'category_wish' } },
    ],
    ['category_off', {}, { category: 'marketing', channel: 'push' }, { input: { ground: 'default' } }],
    ['category_off', {}, { category: 'gone' }, { input: { ground: 'not_offered' } }],
    [
      'paused',
      { preferences: wishing({ pause: pause(at(45)) }) },
      {},
      { because: ['user/pause'], until: at(45) },
    ],
    [
      'suppressed',
      { suppressions: [suppression()] },
      {},
      {
        because: ['example-mail/event-3'],
        input: {
          category: 'billing',
          reason: 'complaint',
          scope: 'all_but_security',
          since: at(3),
          count: 1,
        },
      },
    ],
    [
      'opted_out',
      { suppressions: [suppression({ reason: 'stop', scope: 'everything' })] },
      {},
      { because: ['example-mail/event-3'], input: { reason: 'stop' } },
    ],
    [
      'opted_out',
      { suppressions: [suppression({ reason: 'unsubscribe', scope: 'category:billing' })] },
      {},
      {},
    ],
    [
      'marketing_paused',
      { marketingPause },
      { category: 'marketing' },
      {
        because: ['admin/pause-1'],
        input: { paused: true, since: at(2), category: 'marketing' },
        until: null,
      },
    ],
    [
      'quiet_hours',
      { preferences: wishing({ quietHours: noonHours }) },
      {},
      { because: ['user/hours'], until: '2026-11-21T13:00:00.000Z' },
    ],
    ['duplicate', { duplicateOf: 'api/request-1' }, {}, { because: ['api/request-1'] }],
    [
      'budget',
      { budget: { limitMicros: 100, spentMicros: 41, resetsAt: at(50) } },
      { costMicros: 60 },
      { until: at(50), input: { costMicros: 60, spentMicros: 41, limitMicros: 100 } },
    ],
  ])('because of %s %#', (rule, facts, request, check) => {
    const decision = decide(facts, request);
    expect(decision).toMatchObject({ verdict: 'skip', rule });
    expect(failures(decision)).toStrictEqual([rule]);
    expect(checkOf(decision, rule)).toMatchObject(check);
  });

  it('with every reason listed, the first of them as the headline', () => {
    const decision = decide(
      {
        address: { subjectId: 'subject-ada', because: null },
        preferences: wishing(
          { pause: pause(null), quietHours: noonHours },
          { category: null, channel: 'email', enabled: false },
          { category: 'marketing', channel: null, enabled: false },
        ),
        marketingPause,
        suppressions: [suppression(), suppression({ reason: 'stop', because: 'example-sms/SM7' })],
        duplicateOf: 'api/request-1',
        budget: { limitMicros: 0, spentMicros: 0, resetsAt: null },
      },
      { costMicros: 1, category: 'marketing' },
    );
    expect(failures(decision)).toStrictEqual(sendRules.slice(1));
    expect(decision).toMatchObject({ verdict: 'skip', rule: 'channel_disabled', askAgainAt: null });
  });
});

describe('quiet hours', () => {
  const quiet = { preferences: wishing({ quietHours: noonHours }) };

  it('say when to ask again if nothing else stands in the way', () => {
    expect(decide(quiet).askAgainAt).toBe('2026-11-21T13:00:00.000Z');
    expect(decide({ ...quiet, duplicateOf: 'api/request-1' }).askAgainAt).toBeNull();
    expect(decide({ preferences: wishing({ pause: pause(at(45)) }) }).askAgainAt).toBeNull();
  });

  it('do not hold back what makes no noise', () => {
    const decision = decide(quiet, { channel: 'in_app' });
    expect(decision.verdict).toBe('send');
    expect(checkOf(decision, 'quiet_hours')?.verdict).toBe('exempt');
  });
});

describe('security', () => {
  const held = {
    preferences: wishing(
      { pause: pause(null), quietHours: noonHours },
      { category: null, channel: 'email', enabled: false },
    ),
  };

  it('is held back by no wish, and the record says what it was exempt from', () => {
    const decision = decide(held, security);
    expect(decision.verdict).toBe('send');
    expect(
      decision.checks.filter(({ verdict }) => verdict === 'exempt').map(({ rule }) => rule),
    ).toStrictEqual(['paused', 'quiet_hours']);
    expect(checkOf(decision, 'channel_disabled')?.input).toMatchObject({ ground: 'always_on' });
  });

  it('passes a complaint, and not an address that does not exist', () => {
    expect(decide({ suppressions: [suppression()] }, security).verdict).toBe('send');
    const dead = suppression({ reason: 'hard_bounce', scope: 'everything' });
    expect(decide({ suppressions: [dead] }, security)).toMatchObject({ verdict: 'skip', rule: 'suppressed' });
  });
});

describe('a suppression', () => {
  const verdictOf = (part: Partial<Suppression>, request: Partial<SendRequest> = {}) =>
    decide({ suppressions: [suppression(part)] }, request).verdict;

  it('of another address, another channel or another category does not count', () => {
    expect(verdictOf({ subjectId: 'subject-bob' })).toBe('send');
    expect(verdictOf({ channel: 'sms' })).toBe('send');
    expect(verdictOf({ scope: 'category:product' })).toBe('send');
    expect(verdictOf({ scope: 'stream:marketing' })).toBe('send');
    expect(verdictOf({ scope: 'stream:marketing' }, { category: 'marketing' })).toBe('skip');
  });

  it('counts until it expires, and the last of several says until when', () => {
    expect(verdictOf({ expiresAt: at(31) })).toBe('skip');
    expect(verdictOf({ expiresAt: at(30) })).toBe('send');
    const both = [
      suppression({ expiresAt: at(31) }),
      suppression({ expiresAt: at(40), because: 'example-mail/2' }),
    ];
    expect(checkOf(decide({ suppressions: both }), 'suppressed')).toMatchObject({
      because: ['example-mail/event-3', 'example-mail/2'],
      until: at(40),
    });
    const forEver = [...both, suppression({ expiresAt: null })];
    expect(checkOf(decide({ suppressions: forEver }), 'suppressed')?.until).toBeNull();
  });
});

describe('a budget', () => {
  it('that is spent does not hold back what costs nothing', () => {
    const spent = { budget: { limitMicros: 10, spentMicros: 11, resetsAt: null } };
    expect(decide(spent, { costMicros: 0 }).verdict).toBe('send');
    expect(decide(spent, { costMicros: 1 }).verdict).toBe('skip');
  });
});

it('is recorded as an event, in a stream of its message', () => {
  const data = {
    messageId: 'msg_1',
    notificationId: null,
    channel: billing.channel,
    category: billing.category,
    decision: decide({ suppressions: [suppression()], duplicateOf: 'api/request-1' }),
  };
  expect(decisionEvents.SendDecided.data.parse(data)).toEqual(data);
  expect(decisionStream(data.messageId)).toBe('decision-msg_1');
});
