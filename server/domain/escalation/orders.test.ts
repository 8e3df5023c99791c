import { describe, expect, it } from 'vitest';
import { everyOrderTwice } from '#server/domain/message/every-order.ts';
import type { StoredMessageEvent } from '#server/domain/message/evolve.ts';
import { historicRequest } from '#server/domain/message/message-history.ts';
import { appended, factsOf, noon, planned, samplePolicy, sampleStep } from './escalation-history.ts';
import type { EscalationFact } from './events.ts';
import { foldEscalation } from './evolve.ts';
import { mail, told } from './expected-actions.ts';
import type { EscalationPolicy } from './policy.ts';
import { react } from './react.ts';

const minute = 60;
const human = { machine: 'human' } as const;
const request = historicRequest({ position: 1, at: noon(), data: { messageId: mail } });
const accepted = told('accepted', 2);
const delivered = told('delivered', 10);
const bounced = samplePolicy({ steps: [sampleStep({ when: 'bounced', within: '1h', after: 'accepted' })] });
const fromAcceptance = samplePolicy({ steps: [sampleStep({ after: 'accepted' })] });

/** Everything is heard of within a minute, ten minutes after it happened; then the engine wakes once more. */
function play(policy: EscalationPolicy, order: readonly StoredMessageEvent[]): readonly EscalationFact[] {
  let events: readonly EscalationFact[] = [planned(policy)];
  const looks = [...order.map((_, index) => 10 * minute + index), 3600 + 10 * minute];
  for (const [index, seconds] of looks.entries()) {
    const facts = factsOf(order.slice(0, index + 1));
    events = [
      ...events,
      ...appended(react({ type: 'look', at: noon(seconds), facts }, foldEscalation(events)).actions),
    ];
  }
  return events.slice(1);
}

describe('what follows from a history, heard of in any order and each event twice,', () => {
  it.each<[string, EscalationPolicy, readonly StoredMessageEvent[], string, object]>([
    [
      'of a mail opened by machines only is a step',
      samplePolicy(),
      [
        request,
        accepted,
        delivered,
        told('opened', 11, human),
        told('opened', 300, { machine: 'likely_machine' }),
      ],
      'EscalationIntended',
      { because: 'not_opened_in_time' },
    ],
    [
      'of a mail scanned in haste is a step, though its scanner came before the delivery was heard of',
      fromAcceptance,
      [
        request,
        accepted,
        delivered,
        told('clicked', 13, human),
        told('clicked', 14, human),
        told('opened', 15, human),
      ],
      'EscalationIntended',
      { because: 'not_opened_in_time' },
    ],
    [
      'of a mail that a person opened after a machine is none',
      samplePolicy(),
      [request, accepted, delivered, told('opened', 11, human), told('opened', 300, human)],
      'EscalationCancelled',
      { seen: 'opened' },
    ],
    [
      'of a mail that a person clicked, its delivery never heard of, is none',
      fromAcceptance,
      [request, accepted, told('deferred', 4), told('clicked', 300, human)],
      'EscalationCancelled',
      { seen: 'clicked' },
    ],
    [
      'of a mail that bounced for good is a step at once',
      samplePolicy(),
      [request, accepted, told('deferred', 4), told('deferred', 5), told('hard_bounced', 20)],
      'EscalationIntended',
      { because: 'hard_bounced' },
    ],
    [
      'of a mail that was delivered after it had seemed to bounce is none',
      bounced,
      [request, accepted, told('soft_bounced', 5), delivered, told('soft_bounced', 60)],
      'EscalationEnded',
      { reason: 'not_needed' },
    ],
    [
      'of a mail that is known by two ids is that of one mail',
      samplePolicy(),
      [
        request,
        told('accepted', 2, { providerMessageId: 'p-1' }),
        told('delivered', 10, { messageId: 'derived-1', providerMessageId: 'p-1', echoed: false }),
        told('opened', 300, { messageId: 'derived-1', providerMessageId: 'p-1', echoed: false, ...human }),
      ],
      'EscalationCancelled',
      { messageId: mail },
    ],
  ])('%s', (_, policy, history, type, data) => {
    let played = 0;
    for (const order of everyOrderTwice(history)) {
      const events = play(policy, order);
      const decisions = events.filter((event) => !event.type.includes('Outcome'));
      if (decisions.length !== 1) expect(decisions).toHaveLength(1);
      expect(decisions[0]).toMatchObject({ type, data });
      played += 1;
    }
    expect(played).toBe(2 * history.reduce((product, __, index) => product * (index + 1), 1));
  });
});
