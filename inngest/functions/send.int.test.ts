import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestBench, type TestBench } from '#inngest/embedded/testing.ts';
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
async function ask(changes: Parameters<typeof receiptFor>[1] = {}): Promise<string> {
  const { notificationId } = await requestNotification(
    sending.deps,
    receiptFor('ada', changes),
    sending.by(),
  );
  await bench.send({ name: 'notifications/requested', data: { notificationId } });
  return notificationId;
}

const sent = (channel: 'email' | 'sms' = 'email') => sending.providers[channel].sent;

it('is given up in the end, as failed, by a provider that always puts it off', async () => {
  const notNow = { outcome: 'not_now', afterMs: null, reason: '429' } as const;
  sending.providers.email.answers.push(...Array.from({ length: 99 }, () => notNow));
  const id = await ask();
  for (let n = 0; n < 20; n += 1) await bench.advance(minuteMs);
  expect(sent()).toHaveLength(11);
  expect((await sending.told(`${id}-email-0`)).events.at(-1)).toBe('MessageFailed');
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
