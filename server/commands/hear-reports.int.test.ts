import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { openEscalating } from '#server/testing/escalating.ts';
import { sampleReport } from '#server/testing/sample-events.ts';
import { openSending, receiptFor, type Sending } from '#server/testing/sending.ts';
import { hearReports, rememberHeard } from './hear-reports.ts';
import { lookAtEscalation } from './look-at-escalation.ts';
import { overdueEscalations } from './overdue-escalations.ts';
import { planEscalation } from './plan-escalation.ts';
import { requestNotification } from './request-notification.ts';
import { sendMessage } from './send-message.ts';

const noonMs = Date.parse('2026-11-21T12:00:00.000Z');
const clock = { ms: noonMs };
let sending: Sending;
let escalating: ReturnType<typeof openEscalating>;

beforeEach(async () => {
  clock.ms = noonMs;
  sending = await openSending(clock);
  escalating = openEscalating(sending);
  await sending.knows('ada', { email: 'ada@example.com', sms: '+4915112345678' });
  await escalating.follows([{ within: '15m' }], { giveUpAfter: '2h' });
});
afterEach(() => sending.close());

const hear = () => hearReports(sending);

/** A mail was sent, watched unless told otherwise; what was said of it so far has been heard. */
async function mailSent(idempotencyKey: string, isWatched = true): Promise<string> {
  const wish = receiptFor('ada', { idempotencyKey });
  const { notificationId } = await requestNotification(sending.deps, wish, sending.by());
  if (isWatched) await planEscalation(sending.deps, notificationId);
  await sendMessage(sending.deps, { notificationId, channel: 'email', attempt: 0, template: null });
  await sending.project();
  await rememberHeard(sending, (await hear()).upTo);
  return notificationId;
}

describe('hearing', () => {
  it('finds who waits for what was reported, and nobody else', async () => {
    await mailSent('first');
    await mailSent('not watched', false);
    await escalating.reports('email', 'delivered');
    const id = await mailSent('third');
    await escalating.reports('email', 'delivered');
    await sending.eventStore.append([sampleReport(1)]);
    await sending.project();
    expect(await hear()).toMatchObject({ notificationIds: [id], isDone: true });
  });

  it('finds who waits when the provider did not give our id back', async () => {
    const id = await mailSent('by their id');
    await escalating.reports('email', 'hard_bounced', { ofOurs: false });
    await sending.project();
    expect(await hear()).toMatchObject({ notificationIds: [id] });
  });

  it('finds them again until they were told', async () => {
    await mailSent('again');
    await escalating.reports('email', 'delivered');
    await sending.project();
    const first = await hear();
    expect(first.notificationIds).toHaveLength(1);
    expect(await hear()).toStrictEqual(first);
    await rememberHeard(sending, first.upTo);
    expect(await hear()).toStrictEqual({ notificationIds: [], upTo: first.upTo, isDone: true });
    await rememberHeard(sending, 0);
    expect((await hear()).notificationIds).toEqual([]);
  });

  it('does not pass what read models have not seen', async () => {
    const id = await mailSent('behind');
    await escalating.reports('email', 'delivered');
    const others = projections.filter(({ name }) => name !== 'messages');
    for (const model of others) await runProjection(sending, model);
    expect(await hear()).toMatchObject({ notificationIds: [], isDone: false });
    await sending.project();
    expect(await hear()).toMatchObject({ notificationIds: [id], isDone: true });
  });
});

describe('the sweep', () => {
  const overdueAt = async (minutes: number) => {
    clock.ms = noonMs + minutes * 60_000;
    return await overdueEscalations({ db: sending.db, now: sending.deps.now }, null);
  };

  it('finds an escalation a minute after its step can be due, and not before', async () => {
    const id = await mailSent('due');
    expect(await overdueAt(15)).toStrictEqual({ notificationIds: [], next: null });
    expect(await overdueAt(16)).toStrictEqual({ notificationIds: [id], next: null });
  });

  it('finds an intent that nothing is known of after a minute', async () => {
    const id = await mailSent('intended');
    await escalating.reports('email', 'hard_bounced');
    clock.ms = noonMs + 60_000;
    expect(await lookAtEscalation(sending.deps, id)).toMatchObject({ next: 'send' });
    await sending.project();
    expect((await overdueAt(1.5)).notificationIds).toEqual([]);
    expect((await overdueAt(2)).notificationIds).toEqual([id]);
  });
});
