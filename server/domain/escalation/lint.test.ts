import { describe, expect, it } from 'vitest';
import type { Channel } from '#server/domain/message/report.ts';
import { samplePolicy, sampleStep } from './escalation-history.ts';
import { type LintContext, lintPolicy } from './lint.ts';
import type { EscalationPolicy, EscalationStep } from './policy.ts';

const cents = (count: number) => ({ currency: 'EUR', amountMicros: count * 10_000 });
const context: LintContext = {
  stream: 'transactional',
  prices: { email: cents(0), sms: cents(7), push: cents(0), in_app: cents(0) },
};
const to = (channel: Channel) => ({ send: { channel, template: 't' } });
const lint = (policy: Partial<EscalationPolicy>, changes: Partial<LintContext> = {}) =>
  lintPolicy(samplePolicy(policy), { ...context, ...changes }).map(({ step, verdict, rule }) => [
    step,
    verdict,
    rule,
  ]);
const steps = (...changes: Partial<EscalationStep>[]) => ({ steps: changes.map(sampleStep) });

describe('lintPolicy', () => {
  it('finds nothing in a policy that means what it says', () => {
    const policy = steps(
      {},
      { when: 'not_delivered', after: 'accepted', within: '5m', ...to('push') },
      { when: 'bounced', after: 'accepted', ...to('in_app') },
    );
    expect(lint({ ...policy, maxCost: cents(7) })).toEqual([]);
  });

  it('never lets marketing go to SMS', () => {
    expect(lint({}, { stream: 'marketing' })).toEqual([[0, 'never', 'marketing_never_sms']]);
    expect(lint(steps(to('push')), { stream: 'marketing' })).toEqual([]);
  });

  it.each<[string, Partial<EscalationPolicy>, unknown[]]>([
    [
      'undelivering what was delivered',
      steps({ when: 'not_delivered', after: 'delivered' }),
      [[0, 'rarely', 'delivered_cannot_be_undelivered']],
    ],
    [
      'a delivery that push services do not tell',
      { channel: 'push', ...steps({ after: 'delivered' }) },
      [[0, 'rarely', 'delivery_not_told']],
    ],
    [
      'a bounce in the app',
      { channel: 'in_app', ...steps({ when: 'bounced' }) },
      [[0, 'never', 'bounce_not_told']],
    ],
    ['opening a text message', { channel: 'sms', ...steps(to('push')) }, [[0, 'always', 'opening_not_told']]],
    ['longer than the policy lasts', { giveUpAfter: '15m' }, [[0, 'rarely', 'gives_up_before']]],
    [
      'longer than the policy lasts, where nothing bounces',
      { channel: 'in_app', giveUpAfter: '15m', ...steps({}, to('push')) },
      [
        [0, 'never', 'gives_up_before'],
        [1, 'never', 'follows_never'],
      ],
    ],
    [
      'longer than the steps before it leave',
      { giveUpAfter: '30m', ...steps({}, { when: 'not_delivered', after: 'accepted', ...to('push') }) },
      [[1, 'rarely', 'gives_up_before']],
    ],
    ['more than it may cost', { maxCost: cents(6) }, [[0, 'never', 'too_dear']]],
    [
      'a price in another currency than its cap',
      { maxCost: { currency: 'USD', amountMicros: 90_000 } },
      [[0, 'never', 'price_unknown']],
    ],
  ])('sees that a step waits for %s', (_, policy, findings) => {
    expect(lint(policy)).toEqual(findings);
  });

  it('knows no price that nobody told', () => {
    const prices = { ...context.prices, sms: null };
    expect(lint({ maxCost: cents(6) }, { prices })).toEqual([[0, 'never', 'price_unknown']]);
    expect(lint({}, { prices })).toEqual([]);
  });

  it('lets a step follow one that is always skipped, whatever that one’s channel tells', () => {
    const policy = steps({}, { when: 'not_opened', ...to('push') });
    expect(lint(policy)).toEqual([[1, 'always', 'opening_not_told']]);
    expect(lint(policy, { stream: 'marketing' })).toEqual([[0, 'never', 'marketing_never_sms']]);
  });

  it('says in a sentence what to do', () => {
    for (const finding of lintPolicy(samplePolicy({ giveUpAfter: '15m', maxCost: cents(1) }), context)) {
      expect(finding.message).toMatch(/^[A-Z].*\.$/);
    }
  });
});
