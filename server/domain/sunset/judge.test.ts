import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantFromMs } from '#server/domain/instant.ts';
import { judgeSunset, type SunsetFacts } from './judge.ts';
import { daysLater, defaultSunsetPolicy, monthsBefore } from './policy.ts';
import type { SunsetState } from './state.ts';

const at = '2026-11-21T12:00:00.000Z';
const policy = { ...defaultSunsetPolicy, enabled: true };
const since = '2025-11-21T12:00:00.000Z';
const silent: SunsetFacts = {
  knownSince: since,
  mailsAt: ['2026-01-01T09:00:00.000Z', '2026-02-01T09:00:00.000Z', '2026-03-01T09:00:00.000Z'],
  lastSignAt: null,
  mayBeAsked: true,
  askSentAt: null,
  isOut: false,
};
const asked = {
  status: 'asked',
  ...{ episode: 1, notificationId: 'ntf_1', askedAt: daysLater(at, -14), graceDays: 14 },
} as const satisfies SunsetState;
const settled = (status: 'kept' | 'ended' | 'cancelled', settledAt: string): SunsetState => ({
  ...asked,
  status,
  settledAt,
});
const judge = (facts: Partial<SunsetFacts>, state: SunsetState = { status: 'unasked' }) =>
  judgeSunset(state, { ...silent, ...facts }, policy, at);

describe('who was never asked', () => {
  it('is asked after so many months without a sign', () => {
    expect(judge({})).toBe('ask');
    expect(judge({ lastSignAt: '2025-11-21T11:59:59.999Z' })).toBe('ask');
  });

  it.each<[string, Partial<SunsetFacts>]>([
    ['showed a sign just within them', { lastSignAt: since }],
    ['is not known for so long', { knownSince: '2025-11-21T12:00:00.001Z' }],
    ['is not known at all', { knownSince: null }],
    ['got two mails in that time', { mailsAt: ['2025-01-01T09:00:00.000Z', ...silent.mailsAt.slice(1)] }],
    ['gets no marketing anyway', { mayBeAsked: false }],
  ])('is left alone who %s', (_, facts) => {
    expect(judge(facts)).toBe('nothing');
  });

  it('is left alone while the policy is off', () => {
    expect(judgeSunset({ status: 'unasked' }, silent, defaultSunsetPolicy, at)).toBe('nothing');
  });
});

describe('who was asked', () => {
  const askSentAt = asked.askedAt;
  it('is taken out when the days are over without a sign, counted from when the mail was sent', () => {
    expect(judge({ askSentAt }, asked)).toBe('end');
    expect(judge({ askSentAt: daysLater(askSentAt, 1) }, asked)).toBe('nothing');
    expect(judge({ askSentAt }, { ...asked, askedAt: daysLater(at, -13) })).toBe('nothing');
  });

  it('stays who shows any sign since, also on the last day', () => {
    for (const lastSignAt of [askSentAt, at])
      expect(judge({ askSentAt, lastSignAt }, asked)).toBe('keep_engaged');
  });

  it('is not taken out by a mail that was never sent, nor while the policy is off', () => {
    expect(judge({}, asked)).toBe('cancel');
    expect(judgeSunset(asked, { ...silent, askSentAt }, defaultSunsetPolicy, at)).toBe('nothing');
  });

  it('is not asked again in the same episode', () => {
    expect(judge({}, { ...asked, askedAt: daysLater(at, -3) })).toBe('nothing');
  });
});

describe('whose episode is over', () => {
  it('is asked again only after as long a silence', () => {
    expect(judge({}, settled('kept', since))).toBe('nothing');
    expect(judge({}, settled('kept', '2025-11-21T11:59:59.999Z'))).toBe('ask');
  });

  it('is not asked again at once where the mail could not be sent', () => {
    expect(judge({}, settled('cancelled', daysLater(at, -13)))).toBe('nothing');
    expect(judge({}, settled('cancelled', daysLater(at, -14)))).toBe('ask');
  });

  it('comes back by a sign since then, or when somebody lifted it', () => {
    const ended = settled('ended', daysLater(at, -5));
    expect(judge({ isOut: true }, ended)).toBe('nothing');
    expect(judge({ isOut: true, lastSignAt: daysLater(at, -6) }, ended)).toBe('nothing');
    expect(judge({ isOut: true, lastSignAt: daysLater(at, -4) }, ended)).toBe('keep_engaged');
    expect(judge({}, ended)).toBe('keep_lifted');
  });
});

it('never asks or takes out whoever showed a sign within the months, whatever else is known', () => {
  const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.parse(at) }).map(instantFromMs);
  const state = fc.oneof(
    fc.constant<SunsetState>({ status: 'unasked' }),
    moment.map((askedAt) => ({ ...asked, askedAt })),
    fc
      .tuple(moment, fc.constantFrom('kept' as const, 'ended' as const, 'cancelled' as const))
      .map(([settledAt, status]) => settled(status, settledAt)),
  );
  const facts = fc.record({
    knownSince: fc.option(moment),
    mailsAt: fc.array(moment, { maxLength: 8 }),
    lastSignAt: moment,
    mayBeAsked: fc.boolean(),
    askSentAt: fc.option(moment),
    isOut: fc.boolean(),
  });
  const verdicts = new Set<string>();
  fc.assert(
    fc.property(state, facts, (known, found) => {
      const verdict = judgeSunset(known, found, policy, at);
      verdicts.add(verdict);
      if (found.lastSignAt >= since) expect(verdict).not.toBe('ask');
      if (known.status === 'asked' && found.lastSignAt >= known.askedAt) expect(verdict).toBe('keep_engaged');
      if (verdict === 'end') expect(known.status).toBe('asked');
    }),
    { numRuns: 2_000, seed: 20261121 },
  );
  expect(verdicts.size).toBe(6);
});

it.each([
  ['2026-11-21T12:00:00.000Z', 12, '2025-11-21T12:00:00.000Z'],
  ['2026-03-31T23:59:59.999Z', 1, '2026-02-28T23:59:59.999Z'],
  ['2024-03-31T00:00:00.000Z', 1, '2024-02-29T00:00:00.000Z'],
  ['2026-01-15T08:30:00.000Z', 13, '2024-12-15T08:30:00.000Z'],
])('%s less %d months is %s', (moment, months, expected) => {
  expect(monthsBefore(moment, months)).toBe(expected);
});
