import { RetryAfterError } from 'inngest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Flow, openFlow } from '#server/testing/flow.ts';
import { untilSo } from '#server/testing/until-so.ts';
import { defineCarryOutFunction } from './carry-out.ts';
import { defineEscalateFunction } from './escalate.ts';
import { defineHearFunction } from './hear.ts';
import { defineSendFunction } from './send.ts';
import { defineEscalationsSweep } from './sweep-escalations.ts';

const backoff = '4m';
let flow: Flow;
/** Whatever a run that watches tries, fails, and is tried again only after the backoff. */
let isStuck = false;
/** Happens once, after a look has read the truth and before its run waits. */
let meanwhile: (() => Promise<void>) | null = null;

beforeEach(async () => {
  isStuck = false;
  meanwhile = null;
  flow = await openFlow((inngest, deps) => [
    defineSendFunction(inngest, deps),
    defineEscalateFunction(inngest, () => {
      if (isStuck) throw new RetryAfterError('stuck', backoff);
      return { ...deps(), nudge: () => meanwhile?.() ?? deps().nudge() };
    }),
    defineCarryOutFunction(inngest, deps),
    defineHearFunction(inngest, deps),
    defineEscalationsSweep(inngest, deps),
  ]);
});
afterEach(() => flow.close());

/** On an engine elsewhere, seconds are seconds. */
const slow = { timeout: 600_000 };

async function mailSent(): Promise<string> {
  const id = await flow.ask();
  await flow.until('the mail is sent', () => flow.sent('email') === 1);
  return id;
}

async function heardUpTo(): Promise<number> {
  const [row] = await flow.sql<{ position: string }[]>`
    select position from reactions where name = 'escalations/heard'`;
  return Number(row?.position ?? 0);
}

it(
  'what a run that waits to try again leaves undone, the sweep does, and the run does not do it again',
  slow,
  async () => {
    await flow.follows([{ within: '4s' }], { giveUpAfter: '1d' });
    const id = await mailSent();
    await flow.reports('email', 'delivered');
    await flow.nudge();
    await flow.pass(3);
    isStuck = true;
    const seconds = await flow.until('the SMS is sent', () => flow.sent('sms') === 1, 150);
    expect(seconds).toBeGreaterThan(0);
    expect(isStuck).toBe(true);
    isStuck = false;
    await flow.pass(245);
    expect(flow.sent('sms')).toBe(1);
    expect(await flow.story(id)).toEqual(['Planned', 'Intended: not_opened_in_time', 'Settled: sent']);
  },
);

it('news that is told while a run looks, is looked at a second later', slow, async () => {
  await flow.follows([{ within: '1h' }], { giveUpAfter: '1d' });
  const id = await mailSent();
  await flow.pass(8);
  let passing = Promise.resolve();
  meanwhile = async () => {
    meanwhile = null;
    await flow.reports('email', 'hard_bounced');
    await flow.project();
    const bounced = await flow.eventStore.newestPosition();
    passing = flow.pass(1);
    // Whoever tells has told all: the run that looks at this moment was told, and did not wait yet.
    await untilSo(async () => (await heardUpTo()) >= bounced);
  };
  // From now on it is a second until whoever hears looks.
  await flow.nudge();
  await flow.signal({ name: 'escalations/heard', data: { notificationId: id } });
  await passing;
  const seconds = await flow.until('the SMS is sent', () => flow.sent('sms') === 1);
  expect(seconds).toBeLessThan(3);
});
