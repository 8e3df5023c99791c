import { describe, expect, it } from 'vitest';
import { historicConversion, historicSkip, historicUnknown } from '#server/domain/message/message-history.ts';
import { noon, planned, samplePolicy, sampleStep } from './escalation-history.ts';
import type { EscalationData } from './events.ts';
import {
  append,
  at,
  cancelled,
  ended,
  intended,
  look,
  mail,
  skipped,
  told,
  wake,
} from './expected-actions.ts';
import { outcomeGraceMs } from './look.ts';
import type { EscalationPolicy } from './policy.ts';

const minute = 60;
const delivered = told('delivered', 10);
const person = { machine: 'human' } as const;
const graceS = outcomeGraceMs / 1000;
const of = (policy: Partial<EscalationPolicy>) => [planned(samplePolicy(policy))];

describe('a mail that nobody opens', () => {
  it('is followed by its step when the time is up, and not a second before', () => {
    expect(look([planned()], 15 * minute + 9, [delivered])).toStrictEqual([wake(15 * minute + 10)]);
    expect(look([planned()], 15 * minute + 10, [delivered])).toStrictEqual([
      append('step-0', intended(), 15 * minute + 10),
      wake(15 * minute + 10 + graceS),
    ]);
  });

  it('is waited for until the policy gives up while its delivery is unheard of', () => {
    expect(look([planned()], 5 * 3600, [told('accepted', 1)])).toStrictEqual([wake(24 * 3600)]);
    expect(look([planned()], 24 * 3600, [told('accepted', 1)])).toStrictEqual([
      append('step-0', ended('expired'), 24 * 3600),
    ]);
    expect(look([planned()], 1, [])).toStrictEqual([wake(24 * 3600)]);
  });

  it('counts from its acceptance where the policy says so, heard of or not', () => {
    const given = of({ steps: [sampleStep({ after: 'accepted' })] });
    expect(look(given, 60, [told('accepted', 4)])).toStrictEqual([wake(15 * minute + 4)]);
    expect(look(given, 60, [delivered])).toStrictEqual([wake(15 * minute + 10)]);
  });

  it('is followed when only machines opened it', () => {
    const opens = [told('opened', 300, { machine: 'likely_machine' }), told('opened', 11, person)];
    expect(look([planned()], 15 * minute + 10, [delivered, ...opens])[0]).toStrictEqual(
      append('step-0', intended(), 15 * minute + 10),
    );
  });

  it('is followed when nobody can tell who opened it, unless the policy counts that', () => {
    const open = told('opened', 300, { machine: 'unknown' });
    expect(look([planned()], 15 * minute + 10, [delivered, open])).toHaveLength(2);
    expect(look(of({ unknownOpens: 'count' }), 400, [delivered, open])).toStrictEqual([
      append('step-0', cancelled(), 400),
    ]);
  });
});

describe('a notification that the person has seen', () => {
  it.each<[string, ReturnType<typeof told>, Partial<EscalationData<'EscalationCancelled'>>]>([
    ['opened', told('opened', 300, person), {}],
    ['clicked', told('clicked', 300, person), { seen: 'clicked' }],
    [
      'read in the app',
      told('read', 300, { messageId: 'ntf_1-in_app-0', channel: 'in_app' }),
      { seen: 'read', messageId: 'ntf_1-in_app-0' },
    ],
    ['complained about', told('complained', 300), { seen: 'complained', rule: null }],
    [
      'acted upon',
      historicConversion({ position: 900, at: noon(300), data: { messageId: mail } }),
      { seen: 'converted', rule: null },
    ],
  ])('and %s is not told again', (_, event, changes) => {
    expect(look([planned()], 301, [delivered, event])).toStrictEqual([
      append('step-0', cancelled(changes), 301),
    ]);
  });

  it('is not told again even if the wake comes late', () => {
    expect(look([planned()], 3600, [delivered, told('opened', 3000, person)])).toStrictEqual([
      append('step-0', cancelled(), 3600),
    ]);
  });

  it('perhaps, is waited for until the time is up, since the delivery may show that it was a machine', () => {
    const given = of({ steps: [sampleStep({ after: 'accepted' })] });
    const history = [told('accepted', 4), told('opened', 300, person)];
    expect(look(given, 301, history)).toStrictEqual([wake(15 * minute + 4)]);
    expect(look(given, 15 * minute + 4, history)).toStrictEqual([
      append('step-0', cancelled(), 15 * minute + 4),
    ]);
    expect(look(given, 15 * minute + 4, [...history, told('delivered', 299)])[0]).toStrictEqual(
      append('step-0', intended(), 15 * minute + 4),
    );
  });

  it('perhaps, and for certain on another channel, is not told again', () => {
    const inApp = { messageId: 'ntf_1-in_app-0', channel: 'in_app' } as const;
    expect(look([planned()], 301, [told('opened', 300, person), told('read', 300, inApp)])).toStrictEqual([
      append('step-0', cancelled({ messageId: 'ntf_1-in_app-0', seen: 'read' }), 301),
    ]);
  });

  it('perhaps, is told again when the message is certain to be lost', () => {
    const history = [told('opened', 19, person), told('hard_bounced', 20)];
    expect(look([planned()], 21, history)[0]).toStrictEqual(
      append('step-0', intended({ because: 'hard_bounced' }), 21),
    );
  });

  it('perhaps, is not told that it came too late', () => {
    expect(look([planned()], 24 * 3600, [told('opened', 300, person)])).toStrictEqual([
      append('step-0', cancelled(), 24 * 3600),
    ]);
  });
});

describe('a mail that will not arrive', () => {
  it.each(['hard_bounced', 'dropped', 'failed'] as const)('since it %s is followed at once', (kind) => {
    for (const when of ['not_opened', 'not_delivered', 'bounced'] as const) {
      expect(
        look(of({ steps: [sampleStep({ when })] }), 21, [told('accepted', 4), told(kind, 20)]),
      ).toStrictEqual([append('step-0', intended({ because: kind }), 21), wake(21 + graceS)]);
    }
  });

  it('since there is no address for it is followed at once', () => {
    for (const reason of ['no_address', 'suppressed'] as const) {
      const skip = historicSkip(reason, { position: 800, at: noon(1), data: { messageId: mail } });
      expect(look([planned()], 2, [skip])[0]).toStrictEqual(
        append('step-0', intended({ because: 'not_reachable' }), 2),
      );
    }
  });

  it('since it was held back on purpose is not followed', () => {
    const skip = historicSkip('category_off', { position: 800, at: noon(1), data: { messageId: mail } });
    expect(look([planned()], 2, [skip])).toStrictEqual([append('step-0', ended('held_back'), 2)]);
  });

  it('by a bounce after its delivery is followed at once', () => {
    expect(look([planned()], 61, [delivered, told('hard_bounced', 60)])[0]).toStrictEqual(
      append('step-0', intended({ because: 'hard_bounced' }), 61),
    );
  });

  it('is followed however late that is known, but for a step that asks for an early bounce', () => {
    expect(look([planned()], 3600, [delivered, told('hard_bounced', 3000)])[0]).toStrictEqual(
      append('step-0', intended({ because: 'hard_bounced' }), 3600),
    );
  });

  it('for now, is waited for, since a delivery outranks a soft bounce', () => {
    const given = of({ steps: [sampleStep({ when: 'bounced' })] });
    const soft = told('soft_bounced', 30);
    expect(look(given, 40, [soft])).toStrictEqual([wake(15 * minute + 30)]);
    expect(look(given, 15 * minute + 30, [soft])[0]).toStrictEqual(
      append('step-0', intended({ because: 'soft_bounced' }), 15 * minute + 30),
    );
    expect(look(given, 15 * minute + 30, [soft, delivered])).toStrictEqual([
      append('step-0', ended('not_needed'), 15 * minute + 30),
    ]);
  });

  it('by a bounce later than the policy asks for is not followed', () => {
    const given = of({ steps: [sampleStep({ when: 'bounced' })] });
    expect(look(given, 3600, [delivered, told('hard_bounced', 3599)])).toStrictEqual([
      append('step-0', ended('not_needed'), 3600),
    ]);
  });
});

describe('a mail whose provider was asked, and the answer lost', () => {
  const lost = historicUnknown({ position: 5, at: noon(30), messageId: mail });

  it('may never have gone out: it is followed when the time is up, counted from then', () => {
    for (const when of ['not_opened', 'not_delivered'] as const) {
      const because = `${when}_in_time` as const;
      const given = of({ steps: [sampleStep({ when })] });
      expect(look(given, 40, [lost])).toStrictEqual([wake(15 * minute + 30)]);
      expect(look(given, 15 * minute + 30, [lost])[0]).toStrictEqual(
        append('step-0', intended({ because }), 15 * minute + 30),
      );
    }
  });

  it('counts from its delivery once that is heard of', () => {
    expect(look([planned()], 15 * minute + 30, [lost, told('delivered', 60)])).toStrictEqual([
      wake(15 * minute + 60),
    ]);
  });

  it('may still bounce, which a step that asks for bounces waits for', () => {
    const given = of({ steps: [sampleStep({ when: 'bounced' })] });
    expect(look(given, 15 * minute + 30, [lost])).toStrictEqual([wake(24 * 3600)]);
  });
});

describe('a mail that is not delivered', () => {
  const given = of({ steps: [sampleStep({ when: 'not_delivered', after: 'accepted' })] });

  it('in time is followed', () => {
    const history = [told('accepted', 4), told('deferred', 20)];
    expect(look(given, 30, history)).toStrictEqual([wake(15 * minute + 4)]);
    expect(look(given, 15 * minute + 4, history)[0]).toStrictEqual(
      append('step-0', intended({ because: 'not_delivered_in_time' }), 15 * minute + 4),
    );
  });

  it('is another matter than one that is', () => {
    expect(look(given, 15 * minute + 10, [delivered])).toStrictEqual([
      append('step-0', ended('not_needed'), 15 * minute + 10),
    ]);
  });
});

describe('the next channel', () => {
  const due = 15 * minute + 10;

  it.each(['opted_out', 'suppressed', 'no_address', 'budget'] as const)('is not used when %s', (reason) => {
    const channels = { sms: { verdict: 'skip', reason } } as const;
    expect(look([planned()], due, [delivered], { channels })).toStrictEqual([
      append('step-0', skipped(reason), due),
    ]);
  });

  it('is asked again when quiet hours are over, and not after the policy gave up', () => {
    const waiting = (until: string) => ({ channels: { sms: { verdict: 'wait', until } } }) as const;
    expect(look([planned()], due, [delivered], waiting(noon(due + 60)))).toStrictEqual([wake(due + 60)]);
    expect(look([planned()], due, [delivered], waiting(noon(99 * 3600)))).toStrictEqual([wake(24 * 3600)]);
    expect(look([planned()], due, [delivered], waiting(noon(1)))).toStrictEqual([wake(due + 60)]);
  });

  it('is never SMS for marketing, whatever the policy says and since when', () => {
    expect(look([planned()], due, [delivered], { stream: 'marketing' })).toStrictEqual([
      append('step-0', skipped('marketing_never_sms'), due),
    ]);
    const push = of({ steps: [sampleStep({ send: { channel: 'push', template: 'offer' } })] });
    expect(look(push, due, [delivered], { stream: 'marketing' })[0]).toStrictEqual(
      append('step-0', intended({ messageId: 'ntf_1-push-1', channel: 'push', template: 'offer' }), due),
    );
  });

  it('is not used when it costs more than is left', () => {
    const cap = (amountMicros: number, currency = 'EUR') => of({ maxCost: { currency, amountMicros } });
    expect(look(cap(50_000), due, [delivered])[0]).toStrictEqual(append('step-0', intended(), due));
    expect(look(cap(49_999), due, [delivered])).toStrictEqual([
      append('step-0', skipped('over_cost_cap'), due),
    ]);
    expect(look(cap(50_000, 'USD'), due, [delivered])).toStrictEqual([
      append('step-0', skipped('price_unknown'), due),
    ]);
    const channels = { sms: { verdict: 'send', price: null } } as const;
    expect(look(cap(50_000), due, [delivered], { channels })).toStrictEqual([
      append('step-0', skipped('price_unknown'), due),
    ]);
    expect(look([planned()], due, [delivered], { channels })[0]).toStrictEqual(
      append('step-0', intended({ price: null }), due),
    );
  });
});

it('stays quiet before there is a plan and after there is an end', () => {
  const history = [delivered, told('hard_bounced', 20)];
  expect(look([], 3600, history)).toStrictEqual([]);
  expect(look([planned(), at(cancelled(), 400)], 3600, history)).toStrictEqual([]);
  expect(look([planned(), at(ended('expired'), 400)], 3600, history)).toStrictEqual([]);
  expect(look([planned(), at(skipped('budget'), 400)], 3600, history)).toStrictEqual([]);
});
