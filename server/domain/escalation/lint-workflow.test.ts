import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredMessageEvent } from '#server/domain/message/evolve.ts';
import { historic } from '#server/domain/message/message-history.ts';
import { type Channel, channels, type ReportKind } from '#server/domain/message/report.ts';
import { durationMs } from './duration.ts';
import { factsOf, noon, planned, samplePolicy, sampleStep } from './escalation-history.ts';
import type { EscalationFact } from './events.ts';
import { evolveEscalation, foldEscalation } from './evolve.ts';
import type { EscalationFacts } from './facts.ts';
import { heardOn, type LintContext, lintPolicy } from './lint.ts';
import type { EscalationPolicy } from './policy.ts';
import { react } from './react.ts';

const chance = { seed: 20_261_121, numRuns: 2_000 };
const oneOf = <const T>(...values: readonly T[]) => fc.constantFrom(...values);
const eur = (amountMicros: number) => ({ currency: 'EUR', amountMicros });
const prices = { email: eur(1_000), sms: eur(70_000), push: eur(0), in_app: eur(0) };

const step = fc
  .record({
    when: oneOf('not_opened', 'not_delivered', 'bounced'),
    within: oneOf('5m', '15m', '1h'),
    after: oneOf('delivered', 'accepted'),
    channel: oneOf(...channels),
  })
  .map(({ channel, ...rest }) => sampleStep({ ...rest, send: { channel, template: 't' } }));
const aPolicy: fc.Arbitrary<EscalationPolicy> = fc
  .record({
    channel: oneOf(...channels),
    steps: fc.array(step, { minLength: 1, maxLength: 3, size: 'max' }),
    cap: oneOf(null, 500, 60_000, 400_000),
    giveUpAfter: oneOf('15m', '1d'),
  })
  .map(({ cap, ...rest }) => samplePolicy({ ...rest, ...(cap === null ? {} : { maxCost: eur(cap) }) }));
const stream = oneOf('transactional', 'marketing');

const anything: readonly ReportKind[] = ['accepted', 'sent', 'deferred'];
/** What a channel can report, as the linter has it. */
const reportsOn = (channel: Channel): readonly ReportKind[] => [
  ...anything,
  ...(heardOn[channel].delivery ? (['delivered'] as const) : []),
  ...(heardOn[channel].bounce ? (['hard_bounced', 'soft_bounced', 'dropped', 'failed'] as const) : []),
];
const attempts = ({ channel, steps }: EscalationPolicy) => [
  channel,
  ...steps.map(({ send }) => send.channel),
];
const report = (channel: Channel, attempt: number, kind: ReportKind, seconds: number, position: number) =>
  historic(kind, {
    position,
    at: noon(seconds),
    data: { messageId: `ntf_1-${channel}-${attempt}`, channel },
  });
const open = Object.fromEntries(
  channels.map((channel) => [channel, { verdict: 'send', price: prices[channel] }]),
) as EscalationFacts['channels'];

/** Looks at once and whenever it was asked for, until there is nothing to wait for. */
function live(
  policy: EscalationPolicy,
  events: readonly StoredMessageEvent[],
  context: LintContext,
): readonly EscalationFact[] {
  const facts = factsOf(events, { stream: context.stream, channels: open });
  const history: EscalationFact[] = [planned(policy)];
  let at: string | undefined = noon();
  for (let looks = 0; at !== undefined && looks < 50; looks += 1) {
    const moment: string = at;
    const { actions } = react({ type: 'look', at: moment, facts }, foldEscalation(history));
    at = undefined;
    for (const action of actions) {
      if (action.type === 'wake') at = action.at;
      else history.push({ ...action.event, occurredAt: moment });
    }
  }
  expect(history.reduce(evolveEscalation, { status: 'unplanned' }).status).not.toBe('watching');
  return history;
}

const sentSteps = (history: readonly EscalationFact[]) =>
  history.flatMap((event) => (event.type === 'EscalationIntended' ? [event.data.step] : []));

describe('what the linter says', () => {
  it('is true: a step that it calls impossible is never taken, whatever is reported', async ({
    annotate,
  }) => {
    const seen = { never: 0, taken: 0 };
    const reports = fc.array(fc.record({ attempt: fc.nat(3), pick: fc.nat(), second: fc.nat(4_000) }), {
      maxLength: 8,
      size: 'max',
    });
    fc.assert(
      fc.property(aPolicy, stream, reports, (policy, ofStream, told) => {
        const context = { stream: ofStream, prices };
        const events = told.flatMap(({ attempt, pick, second }, index) => {
          const channel = attempts(policy)[attempt];
          const kinds = channel === undefined ? [] : reportsOn(channel);
          const kind = kinds[pick % kinds.length];
          return channel === undefined || kind === undefined
            ? []
            : [report(channel, attempt, kind, second, index + 1)];
        });
        const never = lintPolicy(policy, context).filter(({ verdict }) => verdict === 'never');
        const taken = sentSteps(live(policy, events, context));
        for (const { step } of never) expect(taken).not.toContain(step);
        seen.never += never.length;
        seen.taken += taken.length;
      }),
      chance,
    );
    await annotate(`${chance.numRuns} policies: ${JSON.stringify(seen)}`);
    expect(seen.never).toBeGreaterThan(500);
    expect(seen.taken).toBeGreaterThan(500);
  });

  it('is complete: a step of which it says nothing is taken in the history that is made for it', async ({
    annotate,
  }) => {
    let taken = 0;
    fc.assert(
      fc.property(aPolicy, (rules) => {
        // Without a cap, since what the steps before it cost is not the linter's to say.
        const { maxCost: _, ...policy } = rules;
        const context = { stream: 'transactional', prices } as const;
        const findings = lintPolicy(policy, context);
        fc.pre(findings.length === 0);
        // Each attempt is accepted; one whose next step waits for a delivery or a bounce gets that.
        let second = 1;
        const events = attempts(policy).flatMap((channel, attempt) => {
          const next = policy.steps[attempt];
          const kinds: ReportKind[] = ['accepted'];
          if (next?.when === 'bounced') kinds.push('hard_bounced');
          else if (next?.after === 'delivered') kinds.push('delivered');
          const told = kinds.map((kind, n) =>
            report(channel, attempt, kind, second + n, attempt * 10 + n + 1),
          );
          // The attempt after this one is made when the time of its step is up.
          if (next !== undefined && next.when !== 'bounced') second += durationMs(next.within) / 1000;
          second += 2;
          return told;
        });
        const history = live(policy, events, context);
        expect(sentSteps(history)).toEqual(policy.steps.map((__, index) => index));
        taken += policy.steps.length;
      }),
      chance,
    );
    await annotate(`${chance.numRuns} policies, ${taken} steps`);
    expect(taken).toBeGreaterThan(chance.numRuns);
  });
});
