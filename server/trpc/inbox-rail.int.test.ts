import { afterAll, beforeAll, expect, it } from 'vitest';
import { changePreferences } from '#server/commands/change-preferences.ts';
import { requestNotification } from '#server/commands/request-notification.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { attemptsOf } from '#server/projections/inbox/queries.ts';
import { openSending, receiptFor, type Sending } from '#server/testing/sending.ts';
import { railOf } from './inbox-rail.ts';

let sending: Sending;
const clock = { ms: Date.UTC(2026, 4, 3, 12, 0, 0) };

/** Ada has no telephone, and quiet hours from noon on. */
beforeAll(async () => {
  sending = await openSending(clock);
  await sending.knows('user-ada', { email: 'ada@example.com' });
  const quietHours = { start: '12:00', end: '20:00', timeZone: 'UTC' };
  await changePreferences(sending.deps, {
    userId: 'user-ada',
    wishes: [{ type: 'ChangeQuietHours', quietHours }],
    by: { actor: 'user-ada', source: 'user' },
    at: sending.deps.now(),
  });
});
afterAll(() => sending.close());

async function tell(category: string, channels: readonly Channel[]): Promise<string> {
  const wish = receiptFor('user-ada', {
    channels: [...channels],
    idempotencyKey: [category, ...channels].join(),
    category,
  });
  const { notificationId } = await requestNotification(sending.deps, wish, sending.by());
  for (const channel of channels) {
    await sendMessage(sending.deps, { notificationId, channel, attempt: 0, template: null });
  }
  await sending.project();
  return notificationId;
}

/** The rail, and which events of decisions were read for it. */
async function watchedRail(notificationId: string) {
  const asked: string[] = [];
  const eventStore = {
    ...sending.eventStore,
    readEvents: (ids: readonly string[]) => {
      asked.push(...ids);
      return sending.eventStore.readEvents(ids);
    },
  };
  const attempts = (await attemptsOf(sending.db, [notificationId])).get(notificationId) ?? [];
  const rail = await railOf({ db: sending.db, eventStore }, notificationId, attempts);
  return { rail, asked };
}

it('says why a message was held back, and reads the decision on that one alone', async () => {
  const id = await tell('security', ['email', 'sms']);
  const { rail, asked } = await watchedRail(id);
  expect(rail).toMatchObject([
    { channel: 'email', state: 'sent', reason: null },
    { channel: 'sms', state: 'held_back', reason: { code: 'no_address' } },
  ]);
  expect(asked).toEqual([`engine/decided-${id}-sms-0-0`]);
});

it('says until when a message waits that nothing but its decision tells of', async () => {
  const id = await tell('product', ['email']);
  const { rail, asked } = await watchedRail(id);
  expect(rail).toMatchObject([
    {
      ...{ kind: 'attempt', channel: 'email', state: 'held_until' },
      reason: { code: 'quiet_hours', until: '2026-05-03T20:00:00.000Z' },
    },
  ]);
  expect(asked).toEqual([`engine/decided-${id}-email-0-0`]);
});

it('reads no decision where everything went out', async () => {
  const id = await tell('security', ['email']);
  const { rail, asked } = await watchedRail(id);
  expect(rail).toMatchObject([{ channel: 'email', state: 'sent', reason: null }]);
  expect(asked).toEqual([]);
});
