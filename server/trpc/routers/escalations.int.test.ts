import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import { lookAtEscalation } from '#server/commands/look-at-escalation.ts';
import { planEscalation } from '#server/commands/plan-escalation.ts';
import { requestNotification } from '#server/commands/request-notification.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { sendStep } from '#server/commands/send-step.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { openEscalating } from '#server/testing/escalating.ts';
import { openSending, receiptFor, type Sending, taken } from '#server/testing/sending.ts';
import { createCaller } from '../router.ts';
import type { escalationsRouter } from './escalations.ts';

const noonMs = Date.parse('2026-11-21T12:00:00.000Z');
const minuteMs = 60_000;
const clock = { ms: noonMs };
const at = (minutes: number) => {
  clock.ms = noonMs + minutes * minuteMs;
};
let sending: Sending;
let escalating: ReturnType<typeof openEscalating>;
let unknown = '';
let watched = '';
const told: string[] = [];

beforeAll(async () => {
  sending = await openSending(clock);
  escalating = openEscalating(sending);
  await sending.knows('ada', { email: 'ada@example.com', sms: '+4915112345678' });
  await escalating.follows([{ within: '15m' }, { within: '2h', after: 'accepted' }], { giveUpAfter: '1d' });
  unknown = await mailDelivered('unknown');
  sending.providers.sms.answers.push(async () => {
    sending.faults.appends = 1;
    return taken('p-1');
  });
  at(15);
  const looked = await lookAtEscalation(sending.deps, unknown);
  if (looked.next !== 'send') throw new Error('the SMS was not decided for');
  await expect(sendStep(sending.deps, looked.toSend)).rejects.toThrow();
  at(17);
  await sendStep(sending.deps, looked.toSend);
  at(26);
  await lookAtEscalation(sending.deps, unknown);
  watched = await mailDelivered('watched');
  await sending.project();
});
afterAll(() => sending.close());

async function mailDelivered(idempotencyKey: string): Promise<string> {
  const wish = receiptFor('ada', { idempotencyKey });
  const { notificationId } = await requestNotification(sending.deps, wish, sending.by());
  await planEscalation(sending.deps, notificationId);
  await sendMessage(sending.deps, { notificationId, channel: 'email', attempt: 0, template: null });
  await escalating.reports('email', 'delivered');
  return notificationId;
}

const viewer = (role: Role): Viewer => ({ userId: `${role}-1`, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) => {
  const { db, deps } = sending;
  const { eventStore, outbound, now } = deps;
  const tellOfEscalation = async (id: string) => void told.push(id);
  return createCaller({
    viewer: who,
    deps: callerDeps({ db, eventStore, outbound, now, tellOfEscalation }),
  });
};
const answer = { step: 0, outcome: 'not_sent' } as const;

it('is not for strangers and plain users, and settling for admins alone', async () => {
  const calls = {
    ahead: (who: Viewer | null) => callerOf(who).escalations.ahead({}),
    toSettle: (who) => callerOf(who).escalations.toSettle({}),
    counts: (who) => callerOf(who).escalations.counts(),
    settle: (who) => callerOf(who).escalations.settle({ ...answer, notificationId: unknown }),
  } satisfies Record<
    keyof (typeof escalationsRouter)['_def']['procedures'],
    (who: Viewer | null) => Promise<unknown>
  >;
  for (const call of Object.values(calls)) {
    await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(call(viewer('user'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
  await expect(calls.settle(viewer('support'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(told).toEqual([]);
});

describe('escalations', () => {
  it('shows those ahead, and those that a person has to settle', async () => {
    const support = callerOf(viewer('support')).escalations;
    expect(await support.ahead({})).toMatchObject({
      rows: [
        {
          ...{ notificationId: watched, status: 'watching', messageId: `${watched}-email-0` },
          ...{ dueAt: '2026-11-21T12:41:00.000Z', policy: { id: 'policy-1', version: 1 } },
          steps: [
            { step: 0, when: 'not_opened', channel: 'sms', standing: 'next' },
            { step: 1, within: '2h', standing: 'to_come' },
          ],
        },
      ],
      nextCursor: null,
    });
    expect(await support.toSettle({})).toMatchObject({
      rows: [
        {
          notificationId: unknown,
          status: 'outcome_unknown',
          intent: { messageId: `${unknown}-sms-1`, because: 'not_opened_in_time' },
          steps: [{ standing: 'outcome_unknown' }, { standing: 'to_come' }],
        },
      ],
    });
    expect((await support.counts()).counts).toContainEqual({
      ...{ status: 'outcome_unknown', count: 1, atLeast: false },
    });
  });

  it('stands in its notification', async () => {
    const { byId } = callerOf(viewer('support')).notifications;
    expect(await byId({ id: watched })).toMatchObject({
      escalation: { status: 'watching', steps: [{ standing: 'next' }, { standing: 'to_come' }] },
    });
  });

  it('is settled by an admin, with their id, and whoever watches is told', async () => {
    const admin = callerOf(viewer('admin'));
    await admin.escalations.settle({ ...answer, notificationId: unknown });
    expect(told).toEqual([unknown]);
    await expect(
      admin.escalations.settle({ ...answer, outcome: 'sent', notificationId: unknown }),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
    await sending.project();
    expect(await admin.escalations.toSettle({})).toMatchObject({ rows: [] });
  });
});

it('tells its story in the timeline of each of its messages, up to the moment that is asked for', async () => {
  const { timeline } = callerOf(viewer('support')).messages;
  const { escalation } = await timeline({ id: `${unknown}-email-0` });
  expect(escalation.map(({ occurredAt, sentence }) => `${occurredAt.slice(11, 16)} ${sentence}`)).toEqual([
    '12:00 The policy policy-1 watches whether this is seen',
    '12:15 Step 1: an SMS is to be sent, because the message before it was not opened in time',
    '12:26 Nobody can say whether the SMS of step 1 was sent',
    '12:26 A person found out that the SMS of step 1 was not sent',
  ]);
  expect(escalation[0]?.meaning).toBe(
    'Step 1: an SMS, if the email is not opened within 15 minutes of its delivery, or bounces. Step 2: an SMS, if the SMS is not opened within 2 hours of its acceptance, or bounces. Given up after 1 day. Planned by version 1 of the policy; later versions of it do not change this plan.',
  );
  expect(escalation.at(-1)).toMatchObject({ actor: 'admin-1', step: 1, messageId: `${unknown}-sms-1` });
  expect((await timeline({ id: `${unknown}-sms-1` })).escalation).toStrictEqual(escalation);
  const asOf = { at: '2026-11-21T12:20:00.000Z', by: 'occurred' } as const;
  expect((await timeline({ id: `${unknown}-email-0`, asOf })).escalation).toStrictEqual(
    escalation.slice(0, 2),
  );
  expect((await timeline({ id: 'nobody-knows-it' })).escalation).toEqual([]);
});
