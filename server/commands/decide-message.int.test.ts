import { afterEach, beforeEach, expect, it } from 'vitest';
import { decisionStream } from '#server/domain/decision/events.ts';
import { messageStream } from '#server/domain/message/events.ts';
import { openSending, receiptFor, type Sending } from '#server/testing/sending.ts';
import { decideMessage } from './decide-message.ts';
import { requestNotification } from './request-notification.ts';

const clock = { ms: Date.parse('2026-11-21T12:00:00.000Z') };
let sending: Sending;
beforeEach(async () => {
  sending = await openSending(clock);
  await sending.knows('ada', { email: 'ada@example.com' });
});
afterEach(() => sending.close());

it.each([
  ['decisions', decisionStream],
  ['messages', messageStream],
])('is decided once although another decides just before the %s are read', async (_, streamOf) => {
  const { notificationId } = await requestNotification(sending.deps, receiptFor('ada'), sending.by());
  const toSend = { notificationId, channel: 'email', attempt: 0, template: null } as const;
  const messageId = `${notificationId}-email-0`;
  const { eventStore } = sending.deps;
  let isOvertaken = false;
  const overtaken = {
    ...eventStore,
    async readStream(stream: string) {
      if (stream === streamOf(messageId) && !isOvertaken) {
        isOvertaken = true;
        // Whatever is read beside this one has been answered by then.
        await eventStore.readStream(messageStream(messageId));
        await decideMessage(sending.deps, toSend);
      }
      return await eventStore.readStream(stream);
    },
  };
  expect(await decideMessage({ ...sending.deps, eventStore: overtaken }, toSend)).toStrictEqual({
    verdict: 'send',
  });
  expect(await sending.told(messageId)).toStrictEqual({ events: ['MessageRequested'], decisions: ['send'] });
});
