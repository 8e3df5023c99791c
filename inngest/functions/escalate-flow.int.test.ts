import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changePreferences } from '#server/commands/change-preferences.ts';
import { instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { type Flow, openFlow } from '#server/testing/flow.ts';
import { defineCarryOutFunction } from './carry-out.ts';
import { defineEscalateFunction } from './escalate.ts';
import { defineHearFunction } from './hear.ts';
import { defineSendFunction } from './send.ts';
import { defineEscalationsSweep } from './sweep-escalations.ts';

const minuteMs = 60_000;
let flow: Flow;
beforeEach(async () => {
  flow = await openFlow((inngest, deps) => [
    defineSendFunction(inngest, deps),
    defineEscalateFunction(inngest, deps),
    defineCarryOutFunction(inngest, deps),
    defineHearFunction(inngest, deps),
    defineEscalationsSweep(inngest, deps),
  ]);
});
afterEach(() => flow.close());

/** On an engine elsewhere, seconds are seconds. */
const slow = { timeout: 240_000 };

/** A provider reports, and whoever stored it tells the engine to look. */
async function reports(...reported: Parameters<Flow['reports']>): Promise<void> {
  await flow.reports(...reported);
  await flow.nudge();
}

/** A receipt was sent by mail. */
async function mailSent(...asked: Parameters<Flow['ask']>): Promise<string> {
  const id = await flow.ask(...asked);
  await flow.until('the mail is sent', () => flow.sent('email') === 1);
  return id;
}
const ended = (id: string) => async () => {
  const last = (await flow.story(id)).at(-1) ?? '';
  return /^(Settled|Cancelled|Ended|StepSkipped)/.test(last);
};

describe('a mail that was delivered', slow, () => {
  it('and not opened is followed by one SMS, and by no other', async () => {
    await flow.follows([{ within: '4s' }]);
    const id = await mailSent();
    await reports('email', 'delivered');
    await flow.until('the step is settled', ended(id));
    expect(flow.providers.sms.sent).toMatchObject([{ messageId: `${id}-sms-1`, to: '+4915112345678' }]);
    await flow.pass(10);
    expect(flow.sent('sms')).toBe(1);
    expect(await flow.story(id)).toEqual(['Planned', 'Intended: not_opened_in_time', 'Settled: sent']);
  });

  it('and opened by a person is followed by nothing', async () => {
    await flow.follows([{ within: '16s' }]);
    const id = await mailSent();
    await reports('email', 'delivered');
    await flow.pass(12);
    await reports('email', 'opened', { machine: 'human' });
    const seconds = await flow.until('it is cancelled', ended(id));
    expect(seconds).toBeLessThan(4);
    await flow.pass(6);
    expect(flow.sent('sms')).toBe(0);
    expect(await flow.story(id)).toEqual(['Planned', 'Cancelled: opened']);
  });

  it('and opened by a machine is followed by an SMS all the same', async () => {
    await flow.follows([{ within: '5s' }]);
    const id = await mailSent();
    await reports('email', 'delivered');
    await reports('email', 'opened', { machine: 'likely_machine' });
    await flow.until('the step is settled', ended(id));
    expect(await flow.story(id)).toEqual(['Planned', 'Intended: not_opened_in_time', 'Settled: sent']);
  });

  it('late is waited for from then on', async () => {
    await flow.follows([{ within: '6s' }]);
    const id = await mailSent();
    await flow.pass(8);
    expect(flow.sent('sms')).toBe(0);
    await reports('email', 'delivered');
    const seconds = await flow.until('the SMS is sent', () => flow.sent('sms') === 1);
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(await flow.story(id)).toContain('Intended: not_opened_in_time');
  });
});

describe('a hard bounce', slow, () => {
  it.each([
    ['of the id that we gave', true],
    ['of the id that the provider gave', false],
  ])('%s is followed by an SMS at once', async (_, ofOurs) => {
    await flow.follows([{ within: '1h' }], { giveUpAfter: '1d' });
    const id = await mailSent();
    await reports('email', 'hard_bounced', { ofOurs });
    const seconds = await flow.until('the SMS is sent', () => flow.sent('sms') === 1);
    expect(seconds).toBeLessThan(5);
    await flow.until('the step is settled', ended(id));
    expect(await flow.story(id)).toEqual(['Planned', 'Intended: hard_bounced', 'Settled: sent']);
  });
});

describe('an SMS whose time has come', slow, () => {
  it('is not sent after a STOP one second before', async () => {
    await flow.follows([{ within: '8s' }]);
    const id = await mailSent();
    await reports('email', 'delivered');
    await flow.pass(7);
    await flow.stops();
    await flow.nudge();
    await flow.until('the step is skipped', ended(id));
    await flow.pass(3);
    expect(flow.sent('sms')).toBe(0);
    expect(await flow.story(id)).toEqual(['Planned', 'StepSkipped: opted_out']);
  });

  it('waits for the end of quiet hours that began meanwhile', async () => {
    await flow.follows([{ within: '4s' }]);
    const id = await mailSent();
    await reports('email', 'delivered');
    const nowMs = msFromInstant(flow.deps.now());
    const clockText = (ms: number) => instantFromMs(ms).slice(11, 16);
    const endMs = Math.floor(nowMs / minuteMs) * minuteMs + 2 * minuteMs;
    const quietHours = { start: clockText(nowMs - minuteMs), end: clockText(endMs), timeZone: 'UTC' };
    await changePreferences(flow, {
      userId: 'ada',
      wishes: [{ type: 'ChangeQuietHours', quietHours }],
      by: { actor: 'ada', source: 'user' },
      at: flow.deps.now(),
    });
    await flow.pass(Math.floor((endMs - nowMs) / 1_000) - 3);
    expect(flow.sent('sms')).toBe(0);
    expect(await flow.story(id)).toEqual(['Planned']);
    await flow.until('the SMS is sent', () => flow.sent('sms') === 1);
    expect(msFromInstant(flow.deps.now())).toBeGreaterThanOrEqual(endMs);
  });

  it('is not sent when it costs more than may be spent', async () => {
    await flow.costs('sms', 70_000);
    await flow.follows([{ within: '3s' }], { maxCost: { currency: 'EUR', amountMicros: 60_000 } });
    const id = await mailSent();
    await reports('email', 'delivered');
    await flow.until('the step is skipped', ended(id));
    expect(flow.sent('sms')).toBe(0);
    expect(await flow.story(id)).toEqual(['Planned', 'StepSkipped: over_cost_cap']);
  });
});

it('several steps follow each other, each for its own reason', slow, async () => {
  await flow.follows([
    { within: '3s', send: { channel: 'push', template: 'receipt' } },
    { within: '4s', after: 'accepted' },
  ]);
  const id = await mailSent();
  await reports('email', 'delivered');
  await flow.until('the push is sent', () => flow.sent('push') === 1);
  expect(flow.sent('sms')).toBe(0);
  await flow.until('the SMS is sent', () => flow.sent('sms') === 1);
  await flow.until('all is settled', async () => (await flow.story(id)).length === 5);
  expect(await flow.story(id)).toEqual([
    'Planned',
    ...['Intended: not_opened_in_time', 'Settled: sent'],
    ...['Intended: not_opened_in_time', 'Settled: sent'],
  ]);
});

describe('a notification that may go over several channels', slow, () => {
  it('is told again where the mail could not be used and nothing else was left', async () => {
    await flow.follows([{ within: '1h', send: { channel: 'push', template: 'receipt' } }]);
    const id = await flow.ask({ userId: 'ben', addresses: { push: 'device-ben' }, channels: ['email'] });
    await flow.until('the push is sent', () => flow.sent('push') === 1);
    await flow.until('the step is settled', ended(id));
    expect(await flow.story(id)).toEqual(['Planned', 'Intended: not_reachable', 'Settled: sent']);
  });

  it('is watched on the channel that it was told by, and not told twice on that one', async () => {
    await flow.follows([{ within: '4s', after: 'accepted' }]);
    const addresses = { sms: '+4915112345678' };
    const id = await flow.ask({ userId: 'ben', addresses, channels: ['email', 'sms'] });
    await flow.until('the step is skipped', ended(id));
    await flow.pass(3);
    expect(flow.providers.sms.sent).toMatchObject([{ messageId: `${id}-sms-0` }]);
    expect(await flow.story(id)).toEqual(['Planned', 'StepSkipped: duplicate']);
  });
});

describe('lost and doubled', slow, () => {
  it('signals make no second SMS', async () => {
    await flow.follows([{ within: '4s' }]);
    const id = await mailSent();
    await reports('email', 'delivered');
    const doubled = ['escalations/planned', 'escalations/heard', 'escalations/planned', 'escalations/heard'];
    await flow.signal(...doubled.map((name) => ({ name, data: { notificationId: id } })));
    await flow.until('the SMS is sent', () => flow.sent('sms') === 1);
    await flow.signal(...doubled.map((name) => ({ name, data: { notificationId: id } })));
    await flow.until('the step is settled', ended(id));
    await flow.signal(...doubled.map((name) => ({ name, data: { notificationId: id } })));
    await flow.pass(5);
    expect(flow.sent('sms')).toBe(1);
    expect(await flow.story(id)).toEqual(['Planned', 'Intended: not_opened_in_time', 'Settled: sent']);
  });

  it('news are found by the sweep', async () => {
    await flow.follows([{ within: '1h' }], { giveUpAfter: '1d' });
    const id = await mailSent();
    await flow.pass(8);
    await flow.reports('email', 'hard_bounced');
    await flow.project();
    await flow.until('the SMS is sent', () => flow.sent('sms') === 1, 90);
    expect(await flow.story(id)).toContain('Intended: hard_bounced');
  });
});
