import type { OutboundMessage } from '#server/providers/sender.ts';

/** A marketing mail with everything a mail can have, characters that need care included. */
export const sampleMail: OutboundMessage<'email'> = {
  messageId: 'ntf_4f1c-email-0',
  category: 'billing',
  template: 'receipt',
  stream: 'marketing',
  to: 'ada@example.com',
  content: {
    from: { address: 'news@example.com', name: 'Example & Söhne, Inc.' },
    replyTo: { address: 'help@example.com' },
    subject: 'Ihre Rechnung über 12 €',
    html: '<p>Grüße & more</p>',
    text: 'Grüße & more',
    headers: {
      'List-Unsubscribe': '<https://earshot.example.com/u/abc?x=1>, <mailto:off@example.com?subject=abc>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  },
  callbackUrl: 'https://earshot.example.com/api/webhooks/any',
};
