import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyOrderTwice } from './every-order.ts';
import { foldMessage, type StoredMessageEvent } from './evolve.ts';
import { historic } from './message-history.ts';
import type { Channel, MachineVerdict } from './report.ts';
import { burstSize, judgeVisit } from './visit-verdict.ts';
import { joinVisits, type Visit, visitsKept } from './visits.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, 0) + second * 1000).toISOString();
const delivered = (second = 0, channel: Channel = 'email') =>
  historic('delivered', { position: 1, at: at(second), data: { channel } });
const visit = (
  kind: Visit['kind'],
  second: number,
  claim: MachineVerdict | null,
  place: { position?: number; channel?: Channel } = {},
) =>
  historic(kind, {
    position: place.position ?? 100 + second,
    at: at(second),
    data: { ...(claim === null ? {} : { machine: claim }), channel: place.channel ?? 'email' },
  });

/** The verdicts on all visits of a history, in the order of their times. */
function verdicts(...history: StoredMessageEvent[]) {
  const message = foldMessage(history);
  return message.visits.map((one) => judgeVisit(one, message));
}

describe('judgeVisit', () => {
  it.each<[string, StoredMessageEvent, object]>([
    [
      'a claimed machine',
      visit('opened', 900, 'likely_machine'),
      { verdict: 'likely_machine', because: 'provider_says_machine' },
    ],
    [
      'a claimed human minutes later',
      visit('opened', 300, 'human'),
      { verdict: 'human', because: 'provider_says_human' },
    ],
    [
      'a claimed human after one second',
      visit('opened', 1, 'human'),
      { verdict: 'likely_machine', because: 'instant_after_delivery' },
    ],
    [
      'a claimed human after eleven seconds',
      visit('opened', 11, 'human'),
      { verdict: 'human', because: 'provider_says_human' },
    ],
    [
      'a look just before the delivery',
      visit('opened', -3, 'human'),
      { verdict: 'likely_machine', because: 'instant_after_delivery' },
    ],
    [
      'a look long before it, by a clock that is wrong',
      visit('opened', -600, 'human'),
      { verdict: 'human', because: 'provider_says_human' },
    ],
    [
      'an unjudged open minutes later',
      visit('opened', 300, 'unknown'),
      { verdict: 'unknown', because: 'nothing_known' },
    ],
    [
      'an open without any claim',
      visit('opened', 300, null),
      { verdict: 'unknown', because: 'nothing_known' },
    ],
    [
      'an unjudged click minutes later',
      visit('clicked', 300, 'unknown'),
      { verdict: 'human', because: 'followed_link' },
    ],
    [
      'a click in the same second',
      visit('clicked', 0, 'human'),
      { verdict: 'likely_machine', because: 'instant_after_delivery' },
    ],
    [
      'a read receipt in the same second',
      visit('read', 0, null),
      { verdict: 'human', because: 'read_receipt' },
    ],
    [
      'a read receipt of which the provider is unsure',
      visit('read', 50, 'unknown'),
      { verdict: 'unknown', because: 'nothing_known' },
    ],
  ])('of %s', (_, event, verdict) => {
    expect(verdicts(delivered(), event)).toEqual([{ ...verdict, final: true }]);
  });

  it('does not time channels in which people watch the message arrive', () => {
    for (const channel of ['in_app', 'push'] as const) {
      expect(verdicts(delivered(0, channel), visit('opened', 1, 'human', { channel }))).toEqual([
        { verdict: 'human', because: 'provider_says_human', final: true },
      ]);
    }
    expect(verdicts(delivered(0, 'sms'), visit('clicked', 1, 'human', { channel: 'sms' }))[0]?.verdict).toBe(
      'likely_machine',
    );
  });

  it('takes several hasty visits for a scanner, and two for a person with a code to enter', () => {
    const haste = [visit('opened', 4, 'human'), visit('clicked', 6, 'human'), visit('clicked', 8, 'human')];
    expect(haste).toHaveLength(burstSize);
    expect(verdicts(delivered(), ...haste).map(({ because }) => because)).toEqual(
      Array(3).fill('burst_after_delivery'),
    );
    expect(verdicts(delivered(), ...haste.slice(1)).map(({ verdict }) => verdict)).toEqual([
      'human',
      'human',
    ]);
  });

  it('is not final about haste, since more visits as hasty may yet be heard of', () => {
    const of = (second: number) => verdicts(delivered(), visit('opened', second, 'human'))[0];
    expect([1, 2, 9, 10].map((second) => [of(second)?.verdict, of(second)?.final])).toEqual([
      ['likely_machine', true],
      ['human', false],
      ['human', false],
      ['human', true],
    ]);
  });

  it('does not hold the machines that a provider knows against a person who came as fast', () => {
    const prefetch = visit('opened', 3, 'likely_machine');
    const person = [visit('opened', 6, 'human'), visit('clicked', 8, 'human')];
    expect(verdicts(delivered(), prefetch, ...person).map(({ verdict }) => verdict)).toEqual([
      'likely_machine',
      'human',
      'human',
    ]);
  });

  it('still sees the person who comes after a burst', () => {
    const haste = [3, 4, 5, 6].map((second) => visit('clicked', second, 'human'));
    expect(verdicts(delivered(), ...haste, visit('opened', 400, 'human')).at(-1)?.verdict).toBe('human');
  });

  it('is not final while the delivery is unheard of, unless nothing could turn it', () => {
    expect(verdicts(visit('opened', 1, 'human'))).toEqual([
      { verdict: 'human', because: 'provider_says_human', final: false },
    ]);
    expect(verdicts(visit('read', 1, null))[0]?.final).toBe(true);
    expect(verdicts(visit('opened', 1, 'likely_machine'))[0]?.final).toBe(true);
    expect(verdicts(visit('opened', 1, 'human', { channel: 'in_app' }))[0]?.final).toBe(true);
  });

  it('is the same in every order, each event twice, wherever the delivery comes', () => {
    const history = [
      delivered(),
      historic('deferred', { position: 2, at: at(-60) }),
      visit('opened', 1, 'human'),
      visit('opened', 4, 'unknown'),
      visit('clicked', 5, 'human'),
      visit('clicked', 9, 'human'),
    ];
    const expected = verdicts(...history);
    expect(expected.every(({ verdict }) => verdict === 'likely_machine')).toBe(true);
    let played = 0;
    for (const order of everyOrderTwice(history)) {
      expect(verdicts(...order)).toEqual(expected);
      played += 1;
    }
    expect(played).toBe(2 * 720);
  });
});

describe('the visits that a message keeps', () => {
  const some = fc.uniqueArray(fc.record({ position: fc.nat(200), second: fc.integer({ min: 0, max: 9 }) }), {
    selector: ({ position }) => position,
    maxLength: 60,
    size: 'max',
  });
  const visits = some.map((places) =>
    places.map(
      ({ position, second }): Visit => ({ position, kind: 'opened', at: at(second), claim: 'human' }),
    ),
  );
  const chance = { seed: 20_261_121, numRuns: 2_000 };

  it('are the same few for any order and any division', async ({ annotate }) => {
    let full = 0;
    fc.assert(
      fc.property(visits, fc.nat(60), (all, cut) => {
        const oneByOne = all.reduce<readonly Visit[]>((kept, one) => joinVisits(kept, [one]), []);
        const [left, right] = [all.slice(0, cut), all.slice(cut)].map((part) =>
          part.reduceRight<readonly Visit[]>((kept, one) => joinVisits([one], kept), []),
        );
        expect(joinVisits(left ?? [], right ?? [])).toEqual(oneByOne);
        expect(oneByOne.length).toBe(Math.min(all.length, visitsKept));
        full += Number(all.length > visitsKept);
      }),
      chance,
    );
    await annotate(`${chance.numRuns} divisions, ${full} of more than is kept`);
    expect(full).toBeGreaterThan(chance.numRuns / 4);
  });

  it('hold the first and the last', () => {
    const events = Array.from({ length: 40 }, (_, n) => visit('opened', 5 * n, 'human', { position: n + 2 }));
    const kept = foldMessage([delivered(), ...events.toReversed()]).visits;
    expect(kept).toHaveLength(visitsKept);
    expect([kept[0]?.at, kept.at(-1)?.at]).toEqual([at(0), at(195)]);
  });
});
