import { expect, it } from 'vitest';
import { inAppSender } from './sender.ts';

it('delivers by taking, without any setting, and may be asked again', async () => {
  const transport = inAppSender.configure({});
  expect(transport?.isIdempotent).toBe(true);
  const answer = await transport?.send({
    messageId: 'ntf_4f1c-in_app-0',
    category: 'billing',
    template: 'reminder',
    stream: 'transactional',
    to: 'user_1',
    content: { title: 'Invoice', body: 'It is due.' },
    callbackUrl: 'https://earshot.example.com/api/webhooks/in-app',
  });
  expect(answer).toEqual({ outcome: 'accepted', providerMessageId: null, kind: 'delivered' });
});
