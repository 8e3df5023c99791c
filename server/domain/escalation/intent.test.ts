import { describe, expect, it } from 'vitest';
import { historicRequest, historicSkip, historicUnknown } from '#server/domain/message/message-history.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import { appended, noon, planned, samplePolicy, sampleStep } from './escalation-history.ts';
import type { EscalationData } from './events.ts';
import {
  append,
  at,
  intended,
  look,
  mail,
  outcomeUnknown,
  settled,
  skipped,
  text,
  told,
  wake,
} from './expected-actions.ts';
import { outcomeGraceMs } from './look.ts';

const minute = 60;
const delivered = told('delivered', 10);
const person = { machine: 'human' } as const;
const graceS = outcomeGraceMs / 1000;

describe('an intent', () => {
  const given = [planned(), at(intended(), 910)];
  const sms = { messageId: text, channel: 'sms' } as const;
  const request = historicRequest({ position: 700, at: noon(911), data: { ...sms, attempt: 1 } });

  it('is never made a second time, however often one looks', () => {
    expect(look(given, 920, [delivered, request])).toStrictEqual([wake(910 + graceS)]);
    expect(look([...given, at(outcomeUnknown, 2000)], 86_000, [delivered, request])).toStrictEqual([]);
  });

  it('is settled by what is heard of its message', () => {
    for (const kind of ['accepted', 'sent', 'delivered', 'hard_bounced'] as const) {
      expect(look(given, 920, [delivered, request, told(kind, 915, sms)])).toStrictEqual([
        append('step-0-outcome', settled('sent'), 920),
      ]);
    }
    const skip = historicSkip('duplicate', { position: 701, at: noon(915), data: { ...sms, attempt: 1 } });
    expect(look(given, 920, [delivered, request, skip])).toStrictEqual([
      append('step-0-outcome', settled('not_sent'), 920),
    ]);
    for (const kind of ['failed', 'dropped'] as const) {
      expect(look(given, 920, [delivered, request, told(kind, 915, sms)])).toStrictEqual([
        append('step-0-outcome', settled('not_sent'), 920),
      ]);
    }
  });

  it('has an unknown outcome when nothing is heard for too long', () => {
    expect(look(given, 910 + graceS, [delivered, request])).toStrictEqual([
      append('step-0-unknown', outcomeUnknown, 910 + graceS),
    ]);
  });

  it('is settled by no record that nobody knows', () => {
    const lost = historicUnknown({ messageId: text, position: 702, at: noon(915) });
    expect(look(given, 920, [delivered, request, lost])).toStrictEqual([wake(910 + graceS)]);
    expect(look(given, 910 + graceS, [delivered, request, lost])).toStrictEqual([
      append('step-0-unknown', outcomeUnknown, 910 + graceS),
    ]);
  });

  it('of unknown outcome is settled by a webhook that knows our id', () => {
    expect(
      look([...given, at(outcomeUnknown, 2000)], 2100, [delivered, told('sent', 915, sms)]),
    ).toStrictEqual([append('step-0-outcome', settled('sent'), 2100)]);
  });
});

describe('a second step', () => {
  const two = samplePolicy({
    steps: [
      sampleStep(),
      sampleStep({
        when: 'not_delivered',
        within: '5m',
        after: 'accepted',
        send: { channel: 'push', template: 'receipt-push' },
      }),
    ],
    maxCost: { currency: 'EUR', amountMicros: 90_000 },
  });
  const sms = (kind: ReportKind, seconds: number) => told(kind, seconds, { messageId: text, channel: 'sms' });
  const toPush = (because: EscalationData<'EscalationIntended'>['because'], price = 50_000) =>
    intended({
      step: 1,
      messageId: 'ntf_1-push-2',
      channel: 'push',
      template: 'receipt-push',
      because,
      price: { currency: 'EUR', amountMicros: price },
    });
  const cheap = {
    channels: { push: { verdict: 'send', price: { currency: 'EUR', amountMicros: 0 } } },
  } as const;
  const sent = [planned(two), at(intended(), 910)];

  it('watches the message of the first', () => {
    const history = [delivered, sms('accepted', 915)];
    expect(look(sent, 920, history)).toStrictEqual([
      expect.objectContaining({ key: 'escalation-ntf_1-step-0-outcome' }),
      wake(5 * minute + 915),
    ]);
    const actions = look(sent, 5 * minute + 915, history, cheap);
    expect(actions.slice(1)).toStrictEqual([
      append('step-1', toPush('not_delivered_in_time', 0), 5 * minute + 915),
      wake(5 * minute + 915 + graceS),
    ]);
  });

  it('pays from what the first left', () => {
    const actions = look(sent, 5 * minute + 915, [delivered, sms('accepted', 915)]);
    expect(appended(actions).at(-1)).toMatchObject({
      type: 'EscalationStepSkipped',
      data: { step: 1, reason: 'over_cost_cap' },
    });
  });

  it('is given back what a message that was not sent did not cost, and follows it at once', () => {
    expect(look(sent, 920, [delivered, sms('failed', 915)])[1]).toStrictEqual(
      append('step-1', toPush('previous_step_not_sent'), 920),
    );
  });

  it('follows a skipped step in the same look', () => {
    const channels = { sms: { verdict: 'skip', reason: 'opted_out' } } as const;
    expect(look([planned(two)], 910, [delivered], { channels })).toStrictEqual([
      append('step-0', skipped('opted_out'), 910),
      append('step-1', toPush('previous_step_not_sent'), 910),
      wake(910 + graceS),
    ]);
  });

  it('is not taken once the person has seen any of the messages', () => {
    const history = [delivered, sms('delivered', 915), told('opened', 1000, person)];
    expect(appended(look(sent, 1001, history)).at(-1)).toMatchObject({
      type: 'EscalationCancelled',
      data: { step: 1, messageId: mail },
    });
  });
});
