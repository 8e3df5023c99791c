import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEscalating } from '#server/testing/escalating.ts';
import { openSending, type Sending } from '#server/testing/sending.ts';
import { carryOutStep } from './carry-out-step.ts';
import { lookAtEscalation } from './look-at-escalation.ts';
import { lookAtOverdue } from './look-at-overdue.ts';

const noonMs = Date.parse('2026-11-21T12:00:00.000Z');
const minuteMs = 60_000;
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

const texts = () => sending.providers.sms.sent.length;
const overdue = (...ids: string[]) => lookAtOverdue(sending.deps, ids);
const carryOut = (id: string) => carryOutStep(sending.deps, id);

/** A mail of a key, delivered at noon, whose run nobody hears of again. */
const mailDelivered = (key: string) => escalating.mailDelivered(key);

it('decides for those whose time has come, and leaves the others waiting and what is over alone', async () => {
  const due = await mailDelivered('due');
  const seen = await mailDelivered('seen');
  clock.ms = noonMs + minuteMs;
  await escalating.reports('email', 'opened', { machine: 'human' });
  clock.ms = noonMs + 14 * minuteMs;
  const late = await mailDelivered('late');
  clock.ms = noonMs + 16 * minuteMs;
  expect(await overdue(due, seen, late)).toStrictEqual({ waiting: [late], toHandOver: [due] });
  expect(await escalating.story(due)).toEqual(['Planned', 'Intended: not_opened_in_time']);
  expect(await escalating.story(seen)).toEqual(['Planned', 'Cancelled: opened']);
  expect(texts()).toBe(0);
});

it('has one SMS sent by however many carry out what it decided, and none after that', async () => {
  const id = await mailDelivered('due');
  clock.ms = noonMs + 16 * minuteMs;
  await Promise.all([overdue(id), overdue(id), lookAtEscalation(sending.deps, id)]);
  expect(await overdue(id)).toMatchObject({ toHandOver: [id] });
  await Promise.all([carryOut(id), carryOut(id), carryOut(id)]);
  expect(texts()).toBe(1);
  expect(await overdue(id)).toStrictEqual({ waiting: [], toHandOver: [] });
  expect(await carryOut(id)).toStrictEqual({ verdict: 'over' });
  expect(await escalating.story(id)).toEqual(['Planned', 'Intended: not_opened_in_time', 'Settled: sent']);
  expect(texts()).toBe(1);
});

it('leaves to its run what a provider put off', async () => {
  sending.providers.sms.answers.push({ outcome: 'not_now', reason: '429', afterMs: 600_000 });
  const id = await mailDelivered('put-off');
  clock.ms = noonMs + 16 * minuteMs;
  await overdue(id);
  expect(await carryOut(id)).toMatchObject({ verdict: 'ask_again' });
  clock.ms = noonMs + 18 * minuteMs;
  expect(await overdue(id)).toStrictEqual({ waiting: [id], toHandOver: [] });
});

it('is not kept from the others by one that cannot be looked at', async () => {
  const broken = await mailDelivered('broken');
  const due = await mailDelivered('due');
  clock.ms = noonMs + 16 * minuteMs;
  sending.faults.appends = 1;
  const first = await overdue(broken);
  expect(first).toStrictEqual({ waiting: [broken], toHandOver: [] });
  sending.faults.appends = 1;
  const { waiting, toHandOver } = await overdue(broken, due);
  expect([waiting.length, toHandOver.length]).toEqual([1, 1]);
});
