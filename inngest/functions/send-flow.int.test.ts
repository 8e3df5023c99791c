import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSuppression } from '#server/commands/add-suppression.ts';
import { changePreferences } from '#server/commands/change-preferences.ts';
import { instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { type Flow, openFlow } from '#server/testing/flow.ts';
import { defineSendFunction } from './send.ts';

const minuteMs = 60_000;
/** On an engine elsewhere, seconds are seconds. */
const slow = { timeout: 240_000 };

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow((inngest, deps) => [defineSendFunction(inngest, deps)]);
});
afterEach(() => flow.close());

const mails = (count: number) => flow.until('the mail is sent', () => flow.sent('email') === count);
const events = async (messageId: string) => (await flow.told(messageId)).events;
const decisions = async (messageId: string) => (await flow.told(messageId)).decisions;

async function suppress(
  reason: 'hard_bounce' | 'unsubscribe',
  scope: 'everything' | 'all_but_security',
): Promise<void> {
  await addSuppression(flow, {
    ...{ channel: 'email', address: 'ada@example.com', reason, scope },
    ...{ expiresAt: null, why: null, by: { actor: 'admin-1', source: 'admin' }, at: flow.deps.now() },
  });
}

describe('a notification', slow, () => {
  it('is sent once to where the person is, and the answer recorded', async () => {
    const id = await flow.ask();
    await flow.until('the answer is recorded', async () => (await events(`${id}-email-0`)).length === 3);
    expect(flow.providers.email.sent).toMatchObject([
      {
        messageId: `${id}-email-0`,
        to: 'ada@example.com',
        stream: 'transactional',
        callbackUrl: 'https://earshot.test/api/webhooks/example-email',
        content: {
          subject: 'Your receipt for Team plan',
          from: { address: 'no-reply@example.com' },
          headers: {},
        },
      },
    ]);
    expect(await flow.told(`${id}-email-0`)).toStrictEqual({
      events: ['MessageRequested', 'HandoverStarted', 'MessageAccepted'],
      decisions: ['send'],
    });
  });

  it('is sent once however often its key and its signal come', async () => {
    const idempotencyKey = randomUUID();
    const id = await flow.ask({ idempotencyKey });
    expect(await flow.ask({ idempotencyKey })).toBe(id);
    await mails(1);
    const signal = { name: 'notifications/requested', data: { notificationId: id } };
    await flow.signal(signal, signal, signal);
    await flow.pass(4);
    expect(flow.sent('email')).toBe(1);
  });

  it('is told over the next channel when the first is suppressed, and both decisions stay', async () => {
    await suppress('hard_bounce', 'everything');
    const id = await flow.ask({ channels: ['email', 'sms'] });
    await flow.until('the SMS is sent', () => flow.sent('sms') === 1);
    expect(flow.sent('email')).toBe(0);
    expect(flow.providers.sms.sent).toMatchObject([{ to: '+4915112345678' }]);
    expect(await flow.told(`${id}-email-0`)).toStrictEqual({
      events: ['MessageSkipped'],
      decisions: ['suppressed'],
    });
    expect(await decisions(`${id}-sms-0`)).toEqual(['send']);
  });

  it('says of every channel why nobody was told', async () => {
    const id = await flow.ask({ userId: 'ben', channels: ['email', 'sms'] });
    await flow.until('the last is decided', async () => (await events(`${id}-sms-0`)).length > 0);
    expect([flow.sent('email'), flow.sent('sms')]).toEqual([0, 0]);
    for (const channel of ['email', 'sms']) {
      expect(await flow.told(`${id}-${channel}-0`)).toStrictEqual({
        events: ['MessageSkipped'],
        decisions: ['no_address'],
      });
    }
  });

  it('goes to a given address and not to the known one', async () => {
    await flow.ask({ addresses: { email: 'office@example.org' } });
    await mails(1);
    expect(flow.providers.email.sent).toMatchObject([{ to: 'office@example.org' }]);
  });
});

describe('quiet hours', slow, () => {
  const by = { actor: 'ada', source: 'user' } as const;
  /** They began a minute ago; answers when they end, which is between one and two minutes from now. */
  const begin = async () => {
    const nowMs = msFromInstant(flow.deps.now());
    const endMs = Math.floor(nowMs / minuteMs) * minuteMs + 2 * minuteMs;
    const clockText = (ms: number) => instantFromMs(ms).slice(11, 16);
    const quietHours = { start: clockText(nowMs - minuteMs), end: clockText(endMs), timeZone: 'UTC' };
    const wishes = [{ type: 'ChangeQuietHours', quietHours } as const];
    await changePreferences(flow, { userId: 'ada', wishes, by, at: flow.deps.now() });
    return endMs;
  };
  const secondsTo = (ms: number) => Math.floor((ms - msFromInstant(flow.deps.now())) / 1_000);

  it('are waited for, to the minute', async () => {
    const endMs = await begin();
    const id = await flow.ask();
    await flow.pass(secondsTo(endMs) - 2);
    expect(flow.sent('email')).toBe(0);
    expect(await mails(1)).toBeLessThan(6);
    expect(msFromInstant(flow.deps.now())).toBeGreaterThanOrEqual(endMs);
    expect(await decisions(`${id}-email-0`)).toEqual(['quiet_hours', 'send']);
  });

  it('end with another answer when something was wished meanwhile', async () => {
    const endMs = await begin();
    const id = await flow.ask();
    await flow.until('it is decided', async () => (await decisions(`${id}-email-0`)).length === 1);
    const target = { category: 'billing', channel: 'email' } as const;
    const wishes = [{ type: 'ChangePreference', target, enabled: false } as const];
    await changePreferences(flow, { userId: 'ada', wishes, by, at: flow.deps.now() });
    await flow.pass(secondsTo(endMs));
    await flow.until('it is decided anew', async () => (await decisions(`${id}-email-0`)).length === 2);
    expect(flow.sent('email')).toBe(0);
    expect(await flow.told(`${id}-email-0`)).toStrictEqual({
      events: ['MessageSkipped'],
      decisions: ['quiet_hours', 'category_off'],
    });
  });
});

describe('a provider that is asked', slow, () => {
  const notNow = { outcome: 'not_now', afterMs: 8_000, reason: '429' } as const;

  it('is asked again when it said, and not before', async () => {
    flow.providers.email.answers.push(notNow);
    const id = await flow.ask();
    await mails(1);
    await flow.pass(5);
    expect(flow.sent('email')).toBe(1);
    await mails(2);
    await flow.until('it is taken', async () => (await events(`${id}-email-0`)).length === 5);
    expect(await events(`${id}-email-0`)).toEqual([
      ...['MessageRequested', 'HandoverStarted', 'HandoverPutOff', 'HandoverStarted', 'MessageAccepted'],
    ]);
  });

  it('is not asked again for somebody who left meanwhile', async () => {
    flow.providers.email.answers.push(notNow);
    const id = await flow.ask();
    await mails(1);
    await suppress('unsubscribe', 'all_but_security');
    await flow.until('it is decided anew', async () => (await decisions(`${id}-email-0`)).length === 2);
    expect(flow.sent('email')).toBe(1);
    expect(await decisions(`${id}-email-0`)).toEqual(['send', 'opted_out']);
  });

  it('is asked no second time when it refuses', async () => {
    flow.providers.email.answers.push({
      ...{ outcome: 'refused', kind: 'dropped', providerEvent: '422' },
      ...{ reason: 'on our list', optedOut: 'sender' },
    });
    const id = await flow.ask();
    await mails(1);
    await flow.pass(10);
    expect(flow.sent('email')).toBe(1);
    expect((await events(`${id}-email-0`)).slice(2)).toEqual(['MessageDropped', 'MessageUnsubscribed']);
  });
});
