import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contactStream } from '#server/domain/contact/events.ts';
import { escalationStream } from '#server/domain/escalation/events.ts';
import { openEscalating } from '#server/testing/escalating.ts';
import { openSending, receiptFor, type Sending, taken } from '#server/testing/sending.ts';
import { type Looked, lookAtEscalation } from './look-at-escalation.ts';
import { planEscalation } from './plan-escalation.ts';
import { requestNotification } from './request-notification.ts';
import { sendStep } from './send-step.ts';
import { settleEscalation } from './settle-escalation.ts';
import { takeBackMessage } from './take-back-message.ts';

const noonMs = Date.parse('2026-11-21T12:00:00.000Z');
const minuteMs = 60_000;
const clock = { ms: noonMs };
let sending: Sending;
let escalating: ReturnType<typeof openEscalating>;
let asked = 0;

beforeEach(async () => {
  clock.ms = noonMs;
  sending = await openSending(clock);
  escalating = openEscalating(sending);
  await sending.knows('ada', { email: 'ada@example.com', sms: '+4915112345678' });
  await escalating.follows([{ within: '15m' }], { giveUpAfter: '2h' });
});
afterEach(() => sending.close());

const sms = () => sending.providers.sms;
const look = (id: string) => lookAtEscalation(sending.deps, id);
const at = (minutes: number) => {
  clock.ms = noonMs + minutes * minuteMs;
};

/** A mail that was planned to be watched, sent and delivered at noon. */
async function mailDelivered(): Promise<string> {
  asked += 1;
  return await escalating.mailDelivered(`receipt-${asked}`);
}

/** The same, and fifteen minutes later the SMS was decided for: what a run knows that has not sent it yet. */
async function smsIntended(): Promise<{ id: string; toSend: Extract<Looked, { next: 'send' }>['toSend'] }> {
  const id = await mailDelivered();
  at(15);
  const looked = await look(id);
  if (looked.next !== 'send') throw new Error('the SMS was not decided for');
  return { id, toSend: looked.toSend };
}

/** What a run does from here on until it has to wait, as often as it is told to send. */
async function run(id: string): Promise<Looked> {
  for (;;) {
    const looked = await look(id);
    if (looked.next !== 'send') return looked;
    await sendStep(sending.deps, looked.toSend);
  }
}

const untilSettled = ['Planned', 'Intended: not_opened_in_time', 'Settled: sent'];

describe('a look', () => {
  it('says when the next one is worth while', async () => {
    const id = await mailDelivered();
    expect(await look(id)).toStrictEqual({
      ...{ next: 'wait', question: 'not_opened' },
      ...{ at: '2026-11-21T12:00:00.000Z', until: '2026-11-21T12:15:00.000Z' },
    });
  });

  it('by many runs at once sends one SMS', async () => {
    const id = await mailDelivered();
    at(15);
    // One that finds another at work is told to try again, as an engine does.
    const tries = async (): Promise<Looked> => run(id).catch(tries);
    const looked = await Promise.all([1, 2, 3, 4, 5].map(tries));
    expect(sms().sent).toHaveLength(1);
    expect(new Set(looked.map(({ next }) => next)).has('over')).toBe(true);
    expect(await run(id)).toStrictEqual({ next: 'over', status: 'ended' });
    expect(await escalating.story(id)).toEqual(untilSettled);
  });

  it('reads what a person allows only where a step is to be taken', async () => {
    const id = await mailDelivered();
    const read: string[] = [];
    const { eventStore } = sending.deps;
    const readStream: typeof eventStore.readStream = (stream) => {
      read.push(stream);
      return eventStore.readStream(stream);
    };
    const deps = { ...sending.deps, eventStore: { ...eventStore, readStream } };
    expect(await lookAtEscalation(deps, id)).toMatchObject({ next: 'wait' });
    expect(read).not.toContain(contactStream('ada'));
    at(15);
    expect(await lookAtEscalation(deps, id)).toMatchObject({ next: 'send' });
    expect(read).toContain(contactStream('ada'));
  });

  it('of nothing is over', async () => {
    expect(await look('ntf_none')).toStrictEqual({ next: 'over', status: 'unplanned' });
  });
});

describe('a run that ends between deciding and sending', () => {
  it('is carried on by the next, however late, and sends one SMS', async () => {
    const { id } = await smsIntended();
    at(75);
    expect(await run(id)).toStrictEqual({ next: 'over', status: 'ended' });
    expect(sms().sent).toMatchObject([{ messageId: `${id}-sms-1` }]);
    expect(await escalating.story(id)).toEqual(untilSettled);
  });

  it('is not carried on when the person has seen the notification meanwhile', async () => {
    const { id, toSend } = await smsIntended();
    at(16);
    await escalating.reports('email', 'opened', { machine: 'human' });
    expect(await sendStep(sending.deps, toSend)).toStrictEqual({ verdict: 'over' });
    expect(await run(id)).toStrictEqual({ next: 'over', status: 'ended' });
    expect(sms().sent).toEqual([]);
    expect(await escalating.story(id)).toEqual([...untilSettled.slice(0, 2), 'Settled: not_sent']);
    expect((await sending.told(`${id}-sms-1`)).events).toEqual(['MessageSkipped']);
  });

  it('is not carried on after a STOP', async () => {
    const { id } = await smsIntended();
    await escalating.stops();
    expect(await run(id)).toStrictEqual({ next: 'over', status: 'ended' });
    expect(sms().sent).toEqual([]);
    expect(await sending.told(`${id}-sms-1`)).toStrictEqual({
      events: ['MessageSkipped'],
      decisions: ['opted_out'],
    });
  });

  it('is not carried on after it gave up', async () => {
    const { id } = await smsIntended();
    at(121);
    expect(await run(id)).toStrictEqual({ next: 'over', status: 'ended' });
    expect(sms().sent).toEqual([]);
  });

  it('either sends or is taken back, never both', async () => {
    let takenBack = 0;
    for (let round = 0; round < 12; round += 1) {
      at(round * 20);
      sms().sent.length = 0;
      const { toSend } = await smsIntendedNow();
      const [sent, back] = await Promise.all([
        sendStep(sending.deps, toSend).catch(() => null),
        takeBackMessage(sending.deps, toSend),
      ]);
      expect([sms().sent.length, sent?.verdict === 'handed_over', back]).toEqual(
        back ? [0, false, true] : [1, true, false],
      );
      takenBack += Number(back);
    }
    expect(takenBack).toBeGreaterThan(0);
  });
});

/** As `smsIntended`, from the moment that the clock shows. */
async function smsIntendedNow() {
  const startMs = clock.ms;
  const id = await mailDelivered();
  clock.ms = startMs + 15 * minuteMs;
  const looked = await look(id);
  if (looked.next !== 'send') throw new Error('the SMS was not decided for');
  return { id, toSend: looked.toSend };
}

describe('a run that ends between the call and its record', () => {
  const lost = async () => {
    sms().answers.push(async () => {
      sending.faults.appends = 1;
      return taken('p-1');
    });
    const { id, toSend } = await smsIntended();
    await expect(sendStep(sending.deps, toSend)).rejects.toThrow('the process ended');
    return id;
  };
  const lookUntil = async (id: string, minutes: number) => {
    at(minutes);
    return await run(id);
  };

  it('never sends again, and says that nobody knows', async () => {
    const id = await lost();
    expect(await lookUntil(id, 17)).toMatchObject({ next: 'wait', until: '2026-11-21T12:25:00.000Z' });
    expect(await lookUntil(id, 25)).toStrictEqual({ next: 'over', status: 'outcome_unknown' });
    expect(await lookUntil(id, 60)).toStrictEqual({ next: 'over', status: 'outcome_unknown' });
    expect(sms().sent).toHaveLength(1);
    expect(await escalating.story(id)).toEqual([...untilSettled.slice(0, 2), 'OutcomeUnknown']);
  });

  it('is settled by a report that comes at last', async () => {
    const id = await lost();
    await lookUntil(id, 17);
    await lookUntil(id, 25);
    await escalating.reports('sms', 'delivered');
    expect(await lookUntil(id, 30)).toStrictEqual({ next: 'over', status: 'ended' });
    expect((await escalating.story(id)).at(-1)).toBe('Settled: sent');
  });

  it('is settled once by a person, whose id is kept', async () => {
    const id = await lost();
    await lookUntil(id, 17);
    await lookUntil(id, 25);
    const answer = { notificationId: id, step: 0, actor: 'admin-1', at: sending.deps.now() };
    const settle = (outcome: 'sent' | 'not_sent') => settleEscalation(sending.deps, { ...answer, outcome });
    await Promise.all([settle('not_sent'), settle('not_sent'), settle('not_sent')]);
    await settle('not_sent');
    await expect(settle('sent')).rejects.toMatchObject({ code: 'outcome_not_unknown' });
    const events = await sending.eventStore.readStream(escalationStream(id));
    expect(events.at(-1)).toMatchObject({
      ...{ type: 'EscalationSettled', source: 'engine', actor: 'admin-1' },
      data: { outcome: 'not_sent', by: 'person', step: 0 },
    });
    expect(await escalating.story(id)).toEqual([
      ...untilSettled.slice(0, 2),
      ...['OutcomeUnknown', 'Settled: not_sent'],
    ]);
  });

  it('tells the second of two people who found out different things', async () => {
    const id = await lost();
    await lookUntil(id, 17);
    await lookUntil(id, 25);
    const answer = { notificationId: id, step: 0, actor: 'admin-1', at: sending.deps.now() };
    const answers = await Promise.allSettled(
      (['sent', 'not_sent'] as const).map((outcome) =>
        settleEscalation(sending.deps, { ...answer, outcome }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await escalating.story(id)).filter((entry) => entry.startsWith('Settled'))).toHaveLength(1);
  });
});

describe('a plan', () => {
  it('is made once, and not bent by what becomes of its policy', async () => {
    const id = await mailDelivered();
    await escalating.follows([{ within: '1h' }], { version: 2 });
    expect(await planEscalation(sending.deps, id)).toStrictEqual({ policyId: 'policy-1' });
    expect(await escalating.story(id)).toEqual(['Planned']);
    at(15);
    expect(await look(id)).toMatchObject({ next: 'send' });
  });

  it('is not made by a policy for a channel that the notification does not go over', async () => {
    await escalating.follows([{}], { channel: 'push', version: 2 });
    const wish = receiptFor('ada', { idempotencyKey: 'by-mail-alone' });
    const { notificationId } = await requestNotification(sending.deps, wish, sending.by());
    expect(await planEscalation(sending.deps, notificationId)).toStrictEqual({ policyId: null });
    expect(await escalating.story(notificationId)).toEqual([]);
  });

  it('is not made for what nobody asked for', async () => {
    expect(await planEscalation(sending.deps, 'ntf_none')).toStrictEqual({ policyId: null });
  });
});
