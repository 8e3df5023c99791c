import { describe, expect, it } from 'vitest';
import type { StoredMessageEvent } from '#server/domain/message/evolve.ts';
import { historicRequest, historicSkip } from '#server/domain/message/message-history.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { noon, samplePolicy, sampleStep } from './escalation-history.ts';
import { text, told } from './expected-actions.ts';
import type { ChannelFacts } from './facts.ts';
import type { EscalationPolicy } from './policy.ts';
import { type Permissions, permissionKey, type Simulated, simulateEscalation } from './simulate.ts';
import { caseOf } from './simulation-tally.ts';

const price = { currency: 'EUR', amountMicros: 50_000 };
const allowed: ChannelFacts = { verdict: 'send', price };
const minutes = (count: number) => count * 60;
const delivered = told('delivered', 10);

interface Play {
  readonly policy?: EscalationPolicy;
  /** What the decision to send says, by second; always yes where nothing is said. */
  readonly answers?: Readonly<Record<number, ChannelFacts>>;
  readonly channels?: readonly Channel[];
  readonly now?: number;
}

/** Plays to the end, and answers whatever is asked; each question may be asked once only. */
function play(events: readonly StoredMessageEvent[], { policy, answers, channels, now }: Play = {}) {
  const asked: string[] = [];
  const permissions = new Map<string, ChannelFacts>();
  const byTime = new Map(
    Object.entries(answers ?? {}).map(([seconds, answer]) => [noon(Number(seconds)), answer]),
  );
  for (;;) {
    const simulated = simulate(events, { permissions, policy, channels, now });
    if (simulated.status === 'done') return { ...caseOf(simulated), asked, messageId: simulated.messageId };
    const key = permissionKey(simulated.channel, simulated.at);
    expect(asked).not.toContain(key);
    asked.push(key);
    permissions.set(key, byTime.get(simulated.at) ?? allowed);
  }
}

function simulate(
  events: readonly StoredMessageEvent[],
  {
    permissions = new Map(),
    policy = samplePolicy(),
    channels = ['email'],
    now = minutes(60 * 48),
  }: { [Name in keyof Play]: Play[Name] | undefined } & { permissions?: Permissions },
): Simulated {
  const notification = {
    notificationId: 'ntf_1',
    category: 'billing',
    template: 'receipt',
    channels,
    requestedAt: noon(),
    stream: 'transactional' as const,
    events,
  };
  return simulateEscalation(notification, policy, permissions, noon(now));
}

const sentAt = (seconds: number, step = 0, because = 'not_opened_in_time') => ({
  step,
  channel: 'sms',
  at: noon(seconds),
  became: { verdict: 'sent', because, price },
});

describe('a policy played over what happened', () => {
  it('sends once the time has run out unopened, though it was opened later', () => {
    const late = told('opened', minutes(40), { machine: 'human' });
    expect(play([delivered, late])).toMatchObject({
      outcome: 'told_again',
      steps: [sentAt(10 + minutes(15))],
    });
  });

  it('is over when a person opens it in time, and a machine does not count', () => {
    expect(play([delivered, told('opened', minutes(5), { machine: 'human' })])).toMatchObject({
      outcome: 'seen',
      seen: 'opened',
      steps: [],
    });
    expect(play([delivered, told('opened', minutes(5), { machine: 'likely_machine' })]).outcome).toBe(
      'told_again',
    );
  });

  it('sends at once when it bounces, without waiting for the time', () => {
    const { steps } = play([told('hard_bounced', 30)]);
    expect(steps).toEqual([sentAt(30, 0, 'hard_bounced')]);
  });

  it('knows no more than had happened by then, in whatever order the events are given', () => {
    const events = [
      historicRequest({ at: noon(), position: 1, data: { messageId: 'ntf_1-email-0' } }),
      delivered,
      told('opened', minutes(20), { machine: 'human' }),
    ];
    expect(play(events.toReversed())).toEqual(play(events));
    expect(play(events).outcome).toBe('told_again');
  });

  it('is not needed by what arrived, gives up on what nobody heard of, and waits for what is new', () => {
    const bounced = samplePolicy({ steps: [sampleStep({ when: 'bounced' })] });
    expect(play([delivered], { policy: bounced }).outcome).toBe('not_needed');
    expect(play([told('sent', 1)]).outcome).toBe('gave_up');
    expect(play([delivered], { now: minutes(10) }).outcome).toBe('waiting');
    expect(play([]).outcome).toBe('unsent');
  });

  it('leaves alone what was held back on purpose, and tells what could not be reached', () => {
    const skip = (reason: 'category_off' | 'no_address') =>
      historicSkip(reason, { at: noon(1), data: { messageId: 'ntf_1-email-0' } });
    expect(play([skip('category_off')]).outcome).toBe('held_back');
    expect(play([skip('no_address')]).outcome).toBe('told_again');
  });

  it('watches the message by which it was really told', () => {
    const skip = historicSkip('no_address', { at: noon(1), data: { messageId: 'ntf_1-email-0' } });
    const pushed = told('delivered', 2, { channel: 'push', messageId: 'ntf_1-push-0' });
    const seen = told('opened', 60, { channel: 'push', messageId: 'ntf_1-push-0', machine: 'human' });
    const channels = ['email', 'push'] as const;
    expect(play([skip, pushed, seen], { channels })).toMatchObject({
      outcome: 'seen',
      messageId: 'ntf_1-push-0',
    });
  });
});

it('does not wait for a channel that was passed over, since nothing was set up for it', () => {
  expect(play([delivered], { channels: ['push', 'email'] })).toMatchObject({
    outcome: 'told_again',
    messageId: 'ntf_1-email-0',
  });
});

describe('the decision to send', () => {
  it('is asked for only when a step is due, and for the moment of it', () => {
    expect(play([delivered, told('opened', 60, { machine: 'human' })]).asked).toEqual([]);
    expect(play([delivered]).asked).toEqual([permissionKey('sms', noon(10 + minutes(15)))]);
  });

  it('that forbids is told with its reason', () => {
    const due = 10 + minutes(15);
    const skip: ChannelFacts = { verdict: 'skip', reason: 'suppressed' };
    expect(play([delivered], { answers: { [due]: skip } })).toMatchObject({
      outcome: 'not_allowed',
      steps: [
        { step: 0, channel: 'sms', at: noon(due), became: { verdict: 'skipped', reason: 'suppressed' } },
      ],
    });
  });

  it('that says to wait is asked again when that is over', () => {
    const due = 10 + minutes(15);
    const wait: ChannelFacts = { verdict: 'wait', until: noon(minutes(60)) };
    const { asked, steps } = play([delivered], { answers: { [due]: wait } });
    expect(asked).toHaveLength(2);
    expect(steps).toEqual([sentAt(minutes(60))]);
  });
});

describe('steps behind a step', () => {
  const twice = (when: 'not_opened' | 'bounced') =>
    samplePolicy({
      steps: [
        sampleStep({ send: { channel: 'push', template: 'p' } }),
        sampleStep({ when, within: '5m', after: 'accepted' }),
      ],
    });

  it('take what was sent as delivered at once and opened by nobody', () => {
    const { steps } = play([delivered], { policy: twice('not_opened') });
    expect(steps.map(({ channel, at }) => [channel, at])).toEqual([
      ['push', noon(10 + minutes(15))],
      ['sms', noon(10 + minutes(20))],
    ]);
    expect(play([delivered], { policy: twice('bounced') }).steps).toHaveLength(1);
  });

  it('do not come when the first message is opened meanwhile', () => {
    const opened = told('opened', minutes(17), { machine: 'human' });
    expect(play([delivered, opened], { policy: twice('not_opened') })).toMatchObject({
      outcome: 'told_again',
      seen: 'opened',
      steps: [{ channel: 'push' }],
    });
  });

  it('do not see what a real escalation sent', () => {
    const really = [
      told('delivered', minutes(14), { channel: 'sms', messageId: text }),
      told('clicked', minutes(14) + 30, { channel: 'sms', messageId: text, machine: 'human' }),
    ];
    expect(play([delivered, ...really])).toMatchObject({
      outcome: 'told_again',
      messageId: 'ntf_1-email-0',
    });
  });

  it('stop at the cost cap', () => {
    const policy = samplePolicy({
      maxCost: { currency: 'EUR', amountMicros: 60_000 },
      steps: [sampleStep(), sampleStep({ when: 'not_opened', after: 'accepted' })],
    });
    expect(play([delivered], { policy }).steps.map(({ became }) => became)).toEqual([
      { verdict: 'sent', because: 'not_opened_in_time', price },
      { verdict: 'skipped', reason: 'over_cost_cap' },
    ]);
  });
});
