import { beforeEach, expect, it } from 'vitest';
import { openSending, receiptFor, type Sending } from '#server/testing/sending.ts';
import { decideMessage } from './decide-message.ts';
import type { NotificationWish } from './notification-wish.ts';
import { requestNotification } from './request-notification.ts';
import { steerMarketing } from './steer-marketing.ts';

const clock = { ms: Date.UTC(2026, 4, 3, 12) };
let sending: Sending;

beforeEach(async () => {
  sending = await openSending(clock);
  await sending.knows('ada', { email: 'ada@example.com' });
  return () => sending.close();
});

const by = () => ({ at: sending.deps.now(), actor: 'user-admin' });
const pause = () => steerMarketing(sending, { type: 'PauseMarketing', why: 'wrong list' }, by());
const resume = () => steerMarketing(sending, { type: 'ResumeMarketing', why: 'list cleaned' }, by());

/** Asks for one mail to Ada, and decides. */
async function decide(key: string, changes: Partial<NotificationWish> = {}) {
  const wish = receiptFor('ada', { idempotencyKey: key, ...changes });
  const { notificationId } = await requestNotification(sending.deps, wish, sending.by());
  const toSend = { notificationId, channel: 'email', attempt: 0, template: null } as const;
  const verdict = await decideMessage(sending.deps, toSend);
  return { verdict, told: await sending.told(`${notificationId}-email-0`) };
}
const news = {
  category: 'marketing',
  template: 'weekly-news',
  fill: { title: 'Spring', intro: 'Hello', items: [{ title: 'New', text: 'Colours' }] },
};

it('marketing is skipped for its own reason from the moment it is paused, and sent again once it is resumed', async () => {
  expect((await decide('news-1', news)).verdict).toEqual({ verdict: 'send' });
  expect(await pause()).toEqual({ changed: true });
  const { verdict, told } = await decide('news-2', news);
  expect(verdict).toEqual({ verdict: 'skip', rule: 'marketing_paused' });
  expect(told).toStrictEqual({ events: ['MessageSkipped'], decisions: ['marketing_paused'] });
  expect((await decide('receipt-1')).verdict).toEqual({ verdict: 'send' });
  expect(await resume()).toEqual({ changed: true });
  expect((await decide('news-3', news)).verdict).toEqual({ verdict: 'send' });
});

it('what was skipped stays skipped when marketing is resumed', async () => {
  await pause();
  const before = await decide('news-1', news);
  await resume();
  expect(await decide('news-1', news)).toEqual(before);
});
