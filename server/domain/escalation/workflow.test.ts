import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historic } from '#server/domain/message/message-history.ts';
import { machineVerdicts, reportKinds } from '#server/domain/message/report.ts';
import { appended, factsOf, noon, planned, samplePolicy, sampleStep } from './escalation-history.ts';
import type { EscalationFact } from './events.ts';
import { foldEscalation } from './evolve.ts';
import type { ChannelFacts, EscalationFacts } from './facts.ts';
import { keyOf } from './keys.ts';
import type { EscalationPolicy } from './policy.ts';
import { type EscalationAction, react } from './react.ts';
import { seenByPerson } from './seen.ts';
import type { EscalationState } from './state.ts';

const chance = { seed: 20_261_121, numRuns: 3_000 };
const oneOf = <const T>(...values: readonly T[]) => fc.constantFrom(...values);
const eur = (amountMicros: number) => ({ currency: 'EUR', amountMicros });

const step = fc
  .record({
    when: oneOf('not_opened', 'not_delivered', 'bounced'),
    within: oneOf('5m', '15m', '1h'),
    after: oneOf('delivered', 'accepted'),
    channel: oneOf('sms', 'push', 'email'),
  })
  .map(({ channel, ...rest }) => sampleStep({ ...rest, send: { channel, template: 't' } }));
const policy: fc.Arbitrary<EscalationPolicy> = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    cap: oneOf(null, null, 60_000, 120_000),
    giveUpAfter: oneOf('30m', '1d'),
    unknownOpens: oneOf('ignore', 'count'),
  })
  .map(({ cap, ...rest }) => samplePolicy({ ...rest, ...(cap === null ? {} : { maxCost: eur(cap) }) }));

const often = ['accepted', 'accepted', 'delivered', 'delivered', 'hard_bounced', 'opened'] as const;
/** One report on one attempt; which message that is depends on the policy's channels. */
const report = fc.record({
  attempt: oneOf(0, 0, 0, 1, 2, 3),
  kind: oneOf(...often, ...often, ...reportKinds),
  second: oneOf(1, 2, 5, 20, 300, 700, 1_200, 3_000),
  machine: oneOf(...machineVerdicts, 'likely_machine', 'likely_machine'),
});
const channelFacts: fc.Arbitrary<ChannelFacts> = oneOf<ChannelFacts>(
  ...Array(6).fill({ verdict: 'send', price: eur(50_000) }),
  { verdict: 'send', price: eur(0) },
  { verdict: 'send', price: null },
  { verdict: 'wait', until: noon(3_000) },
  { verdict: 'skip', reason: 'opted_out' },
);
/** One look: at what time, how many of the reports are known by then, and what the channels allow. */
const aLook = fc.record({
  afterS: oneOf(0, 1, 60, 310, 620, 1_500),
  known: oneOf(0, 2, 4, 8, 12),
  stream: oneOf('transactional', 'transactional', 'marketing'),
  sms: channelFacts,
  push: channelFacts,
  /** Whether the process dies after so many appends; one that lives appends all. */
  diesAfter: oneOf(0, 1, 9, 9, 9, 9),
  /** Whether another run looked from the same state, with the facts of the look before. */
  rival: fc.boolean(),
});
const story = fc.record({
  policy,
  reports: fc.array(report, { maxLength: 12, size: 'max' }),
  looks: fc.array(aLook, { minLength: 1, maxLength: 8, size: 'max' }),
});
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

/** A store with the unique keys of the real one: of two events under one key, the first stands. */
class Store {
  readonly events: EscalationFact[] = [];
  readonly #keys = new Set<string>();
  append(event: EscalationFact): boolean {
    const key = keyOf(event);
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    this.events.push(event);
    return true;
  }
  get state(): EscalationState {
    return foldEscalation(this.events);
  }
}

function eventsOf(policy: EscalationPolicy, reports: Story['reports']) {
  return reports.flatMap(({ attempt, kind, second, machine }, index) => {
    const channel = attempt === 0 ? policy.channel : policy.steps[attempt - 1]?.send.channel;
    if (channel === undefined) return [];
    const data = { messageId: `ntf_1-${channel}-${attempt}`, channel, machine };
    return [historic(kind, { position: index + 1, at: noon(second), data })];
  });
}

interface Played {
  readonly store: Store;
  readonly looks: readonly { facts: EscalationFacts; at: string; history: readonly EscalationFact[] }[];
  readonly lostRaces: number;
}

function play({ policy, reports, looks }: Story): Played {
  const store = new Store();
  store.append(planned(policy));
  const events = eventsOf(policy, reports);
  const played: Played['looks'][number][] = [];
  let seconds = 0;
  let lostRaces = 0;
  let earlier: EscalationFacts = factsOf([]);
  for (const { afterS, known, stream, sms, push, diesAfter, rival } of looks) {
    seconds += afterS;
    const at = noon(seconds);
    const facts = factsOf(events.slice(0, known), { stream, channels: { sms, push } });
    const history = [...store.events];
    const before = store.state;
    const runs = [...(rival ? [earlier] : []), facts].map((seen) =>
      react({ type: 'look', at, facts: seen }, before),
    );
    for (const { actions } of runs) {
      for (const event of appended(actions).slice(0, diesAfter)) {
        if (!store.append(event)) {
          // Somebody else was first: this run is over, and the next look starts from what stands.
          lostRaces += 1;
          break;
        }
      }
    }
    played.push({ facts, at, history });
    earlier = facts;
  }
  return { store, looks: played, lostRaces };
}

/** The steps about which something was decided, whatever it was. */
const decided = (events: readonly EscalationFact[]) =>
  events.flatMap((event) => {
    const { type } = event;
    if (type === 'EscalationPlanned' || type === 'EscalationSettled' || type === 'EscalationOutcomeUnknown') {
      return [];
    }
    return [event.data.step];
  });

const intents = (events: readonly EscalationFact[]) =>
  events.flatMap((event) => (event.type === 'EscalationIntended' ? [event.data] : []));

describe('an escalation, whatever is reported, however often it crashes and whoever races it,', () => {
  it('decides each step once at most, in order, and spends no more than its cap', async ({ annotate }) => {
    const seen = { intents: 0, lostRaces: 0, second: 0 };
    fc.assert(
      fc.property(story, (told) => {
        const { store, lostRaces } = play(told);
        const made = intents(store.events);
        const steps = decided(store.events);
        expect(steps).toEqual([...new Set(steps)].sort());
        expect(new Set(made.map(({ messageId }) => messageId)).size).toBe(made.length);
        const { maxCost } = told.policy;
        if (maxCost !== undefined) {
          const { state } = store;
          const spent = state.status === 'unplanned' ? 0 : state.spentMicros;
          expect(spent).toBeLessThanOrEqual(maxCost.amountMicros);
          expect(made.every(({ price }) => price !== null)).toBe(true);
        }
        seen.intents += made.length;
        seen.lostRaces += lostRaces;
        seen.second += Number(made.some((intent) => intent.step > 0));
      }),
      chance,
    );
    await annotate(`${chance.numRuns} stories: ${JSON.stringify(seen)}`);
    expect(seen.intents).toBeGreaterThan(400);
    expect(seen.lostRaces).toBeGreaterThan(100);
    expect(seen.second).toBeGreaterThan(50);
  });

  it('never intends what its facts forbid: marketing by SMS, a closed channel, telling who has seen it', async ({
    annotate,
  }) => {
    let forbidden = 0;
    fc.assert(
      fc.property(story, ({ policy, reports, looks }) => {
        for (const { facts, at, history } of play({ policy, reports, looks }).looks) {
          const { actions } = react({ type: 'look', at, facts }, foldEscalation(history));
          const made = intents(appended(actions));
          const hasSeen = seenByPerson(facts.messages, policy.unknownOpens)?.final === true;
          for (const { channel } of made) {
            expect(facts.channels[channel].verdict).toBe('send');
            expect(channel === 'sms' && facts.stream === 'marketing').toBe(false);
            expect(hasSeen).toBe(false);
          }
          forbidden += Number(hasSeen || facts.stream === 'marketing');
        }
      }),
      chance,
    );
    await annotate(`${chance.numRuns} stories, ${forbidden} looks at what forbids`);
    expect(forbidden).toBeGreaterThan(500);
  });

  it('wakes later than now and not after it gives up, and a second look at the same changes nothing', async ({
    annotate,
  }) => {
    let wakes = 0;
    fc.assert(
      fc.property(story, ({ policy, reports, looks }) => {
        const giveUpAt = noon(policy.giveUpAfter === '1d' ? 86_400 : 1_800);
        for (const { facts, at, history } of play({ policy, reports, looks }).looks) {
          const input = { type: 'look', at, facts } as const;
          const { state, actions } = react(input, foldEscalation(history));
          const again = react(input, state);
          expect(appended(again.actions)).toEqual([]);
          expect(again.state).toBe(state);
          const asked = wakesOf(actions);
          expect(wakesOf(again.actions)).toEqual(asked);
          expect(asked.every((wake) => wake > at)).toBe(true);
          // Whoever does not wait has nothing to wait for: it is over, or a person must say what happened.
          const isWatching = state.status === 'watching';
          expect(asked).toHaveLength(isWatching || state.status === 'intended' ? 1 : 0);
          expect(asked.filter((wake) => isWatching && wake > giveUpAt)).toEqual([]);
          wakes += asked.length;
        }
      }),
      chance,
    );
    await annotate(`${chance.numRuns} stories, ${wakes} wakes`);
    expect(wakes).toBeGreaterThan(1_000);
  });

  it('says in its reaction the very state that its events, read back, fold into', async ({ annotate }) => {
    let appends = 0;
    fc.assert(
      fc.property(story, (told) => {
        for (const { facts, at, history } of play(told).looks) {
          const { state, actions } = react({ type: 'look', at, facts }, foldEscalation(history));
          const stored: EscalationFact[] = JSON.parse(JSON.stringify([...history, ...appended(actions)]));
          expect(foldEscalation(stored)).toEqual(state);
          appends += stored.length - history.length;
        }
      }),
      chance,
    );
    await annotate(`${chance.numRuns} stories, ${appends} events`);
    expect(appends).toBeGreaterThan(500);
  });

  it('comes to the same end at the same moments whether it is looked at often or only when it asked to be', async ({
    annotate,
  }) => {
    const ends = { cancelled: 0, ended: 0, intended: 0, outcome_unknown: 0 };
    const reports = fc.array(report, { maxLength: 8, size: 'max' });
    fc.assert(
      fc.property(policy, reports, fc.array(fc.nat(5_000)), (rules, told, visits) => {
        const facts = factsOf(eventsOf(rules, told));
        const quiet = livingThrough(facts, rules, []);
        expect(livingThrough(facts, rules, visits)).toEqual(quiet);
        const { status } = foldEscalation(quiet);
        if (status in ends) ends[status as keyof typeof ends] += 1;
        ends.intended += Number(intents(quiet).length > 0);
      }),
      chance,
    );
    await annotate(`${chance.numRuns} stories: ${JSON.stringify(ends)}`);
    for (const count of Object.values(ends)) expect(count).toBeGreaterThan(50);
  });
});

function wakesOf(actions: readonly EscalationAction[]): readonly string[] {
  return actions.flatMap((action) => (action.type === 'wake' ? [action.at] : []));
}

/** What is appended when one looks at once, at every moment asked for, and at some others. */
function livingThrough(facts: EscalationFacts, rules: EscalationPolicy, visits: readonly number[]) {
  const store = new Store();
  store.append(planned(rules));
  let times = [noon(), ...visits.map(noon)].sort();
  for (let looks = 0; looks < 100; looks += 1) {
    const [at, ...later] = times;
    if (at === undefined) return store.events;
    const { actions } = react({ type: 'look', at, facts }, store.state);
    for (const event of appended(actions)) store.append(event);
    times = [...new Set([...later, ...wakesOf(actions)])].sort();
  }
  throw new Error('This escalation never comes to rest.');
}
