import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestBench, type TestBench } from '#inngest/embedded/testing.ts';
import { addSuppression } from '#server/commands/add-suppression.ts';
import { changePreferences } from '#server/commands/change-preferences.ts';
import { requestNotification } from '#server/commands/request-notification.ts';
import { openSending, receiptFor, type Sending, taken } from '#server/testing/sending.ts';
import { defineSendFunction } from './send.ts';
import { defineSweepFunction } from './sweep-notifications.ts';

const minuteMs = 60_000;
let sending: Sending;
let bench: TestBench;

beforeEach(async () => {
  const clock = { ms: 0 };
  sending = await openSending({
    get ms() {
      return bench?.clock.now() ?? clock.ms;
    },
  });
  const { db, deps } = sending;
  bench = await startTestBench(sending.adminUrl, (inngest) => [
    defineSendFunction(inngest, () => ({ ...deps, nudge: () => null })),
    defineSweepFunction(inngest, () => ({ db, now: deps.now })),
  ]);
  await sending.knows('ada', { email: 'ada@example.com', sms: '+4915112345678' });
});

afterEach(async () => {
  await bench.close();
  await sending.close();
});

/** Asks for a receipt to Ada and lets everything happen that it causes. */
async function ask(...changes: Parameters<typeof receiptFor>[1][]): Promise<string> {
  let id = '';
  for (const change of changes.length === 0 ? [{}] : changes) {
    ({ notificationId: id } = await requestNotification(
      sending.deps,
      receiptFor('ada', change),
      sending.by(),
    ));
    await bench.send({ name: 'notifications/requested', data: { notificationId: id } });
  }
  return id;
}

const sent = (channel: 'email' | 'sms' = 'email') => sending.providers[channel].sent;

describe('a notification', () => {
  it('is sent once to where the person is, and the answer recorded', async () => {
    const id = await ask();
    expect(sent()).toMatchObject([
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
    expect(await sending.told(`${id}-email-0`)).toStrictEqual({
      events: ['MessageRequested', 'HandoverStarted', 'MessageAccepted'],
      decisions: ['send'],
    });
  });

  it('is sent once however often its key and its signal come', async () => {
    const id = await ask({}, {});
    expect(await ask()).toBe(id);
    await Promise.all(
      [1, 2, 3].map(() => bench.send({ name: 'notifications/requested', data: { notificationId: id } })),
    );
    expect(sent()).toHaveLength(1);
  });

  it('is told over the next channel when the first is suppressed, and both decisions stay', async () => {
    await addSuppression(sending, {
      ...{ channel: 'email', address: 'ada@example.com', reason: 'hard_bounce', scope: 'everything' },
      ...{ expiresAt: null, why: null, by: { actor: 'admin-1', source: 'admin' }, at: sending.deps.now() },
    });
    const id = await ask({ channels: ['email', 'sms'] });
    expect(sent()).toEqual([]);
    expect(sent('sms')).toMatchObject([{ to: '+4915112345678' }]);
    expect(await sending.told(`${id}-email-0`)).toStrictEqual({
      events: ['MessageSkipped'],
      decisions: ['suppressed'],
    });
    expect(await sending.told(`${id}-sms-0`)).toMatchObject({ decisions: ['send'] });
  });

  it('says of every channel why nobody was told', async () => {
    const id = await ask({ userId: 'ben', channels: ['email', 'sms'] });
    expect([...sent(), ...sent('sms')]).toEqual([]);
    for (const channel of ['email', 'sms']) {
      expect(await sending.told(`${id}-${channel}-0`)).toStrictEqual({
        events: ['MessageSkipped'],
        decisions: ['no_address'],
      });
    }
  });

  it('goes to a given address and not to the known one', async () => {
    await ask({ addresses: { email: 'office@example.org' } });
    expect(sent()).toMatchObject([{ to: 'office@example.org' }]);
  });
});

describe('quiet hours', () => {
  const by = { actor: 'ada', source: 'user' } as const;
  beforeEach(async () => {
    const quietHours = { start: '11:00', end: '14:30', timeZone: 'UTC' };
    await changePreferences(sending, {
      userId: 'ada',
      wishes: [{ type: 'ChangeQuietHours', quietHours }],
      by,
      at: sending.deps.now(),
    });
  });

  it('are waited for, to the minute', async () => {
    const id = await ask();
    await bench.advance(149 * minuteMs);
    expect(sent()).toEqual([]);
    await bench.advance(minuteMs);
    expect(sent()).toHaveLength(1);
    expect((await sending.told(`${id}-email-0`)).decisions).toEqual(['quiet_hours', 'send']);
  });

  it('end with another answer when something was wished meanwhile', async () => {
    const id = await ask();
    const target = { category: 'billing', channel: 'email' } as const;
    const wishes = [{ type: 'ChangePreference', target, enabled: false } as const];
    await changePreferences(sending, { userId: 'ada', wishes, by, at: sending.deps.now() });
    await bench.advance(150 * minuteMs);
    expect(sent()).toEqual([]);
    expect(await sending.told(`${id}-email-0`)).toStrictEqual({
      events: ['MessageSkipped'],
      decisions: ['quiet_hours', 'category_off'],
    });
  });
});

describe('a provider that is asked', () => {
  const notNow = { outcome: 'not_now', afterMs: 90_000, reason: '429' } as const;

  it('is asked again when it said, and not before', async () => {
    sending.providers.email.answers.push(notNow);
    const id = await ask();
    await bench.advance(89_000);
    expect(sent()).toHaveLength(1);
    await bench.advance(1_000);
    expect(sent()).toHaveLength(2);
    expect((await sending.told(`${id}-email-0`)).events).toEqual([
      ...['MessageRequested', 'HandoverStarted', 'HandoverPutOff', 'HandoverStarted', 'MessageAccepted'],
    ]);
  });

  it('is not asked again for somebody who left meanwhile', async () => {
    sending.providers.email.answers.push(notNow);
    const id = await ask();
    await addSuppression(sending, {
      ...{ channel: 'email', address: 'ada@example.com', reason: 'unsubscribe', scope: 'all_but_security' },
      ...{ expiresAt: null, why: null, by: { actor: 'admin-1', source: 'admin' }, at: sending.deps.now() },
    });
    await bench.advance(90_000);
    expect(sent()).toHaveLength(1);
    expect(await sending.told(`${id}-email-0`)).toMatchObject({ decisions: ['send', 'opted_out'] });
  });

  it('is given up in the end, as failed', async () => {
    sending.providers.email.answers.push(...Array.from({ length: 99 }, () => ({ ...notNow, afterMs: null })));
    const id = await ask();
    for (let n = 0; n < 20; n += 1) await bench.advance(minuteMs);
    expect(sent()).toHaveLength(11);
    expect((await sending.told(`${id}-email-0`)).events.at(-1)).toBe('MessageFailed');
  });

  it('is asked no second time when it refuses', async () => {
    sending.providers.email.answers.push({
      ...{
        outcome: 'refused',
        kind: 'dropped',
        providerEvent: '422',
        reason: 'on our list',
        optedOut: 'sender',
      },
    });
    const id = await ask();
    await bench.advance(60 * minuteMs);
    expect(sent()).toHaveLength(1);
    expect((await sending.told(`${id}-email-0`)).events.slice(2)).toEqual([
      'MessageDropped',
      'MessageUnsubscribed',
    ]);
  });
});

describe('a crash between the call and its record', () => {
  const crash = async () => {
    sending.faults.appends = 1;
    return taken('p-1');
  };

  it('never sends twice, and ends as what it is: unknown', async () => {
    sending.providers.sms.answers.push(crash);
    const id = await ask({ channels: ['sms'] });
    await bench.advance(30_000);
    expect((await sending.told(`${id}-sms-0`)).events).toEqual(['MessageRequested', 'HandoverStarted']);
    for (let n = 0; n < 5; n += 1) await bench.advance(minuteMs);
    expect(sent('sms')).toHaveLength(1);
    expect((await sending.told(`${id}-sms-0`)).events.at(-1)).toBe('MessageOutcomeUnknown');
  });

  it('is asked about again where the provider recognises the message', async () => {
    sending.providers.email.isIdempotent = true;
    sending.providers.email.answers.push(crash);
    const id = await ask();
    await bench.advance(minuteMs);
    const [first, second, ...others] = sent();
    expect(others).toEqual([]);
    expect(second).toStrictEqual(first);
    expect((await sending.told(`${id}-email-0`)).events).toEqual([
      ...['MessageRequested', 'HandoverStarted', 'MessageAccepted'],
    ]);
  });

  it('leaves an answer that was lost on the way unknown at once', async () => {
    sending.providers.sms.answers.push({ outcome: 'unknown', reason: 'timeout' });
    const id = await ask({ channels: ['sms', 'email'] });
    await bench.advance(60 * minuteMs);
    expect([sent('sms').length, sent().length]).toEqual([1, 0]);
    expect((await sending.told(`${id}-sms-0`)).events.at(-1)).toBe('MessageOutcomeUnknown');
  });
});

it('finds what the signal of was lost', async () => {
  const { notificationId } = await requestNotification(sending.deps, receiptFor('ada'), sending.by());
  await sending.project();
  await bench.advance(30_000);
  expect(sent()).toEqual([]);
  for (let n = 0; n < 5; n += 1) await bench.advance(minuteMs);
  expect(sent()).toMatchObject([{ messageId: `${notificationId}-email-0` }]);
});
