import type { Outbound } from '#server/commands/send-deps.ts';
import { openUnsubscribeTokens } from '#server/unsubscribe/token.ts';
import { sampleSecrets } from './sample-events.ts';

/** Senders of mails and texts that nobody asks: for tests of what happens before anything is sent. */
export const silentOutbound: Outbound = {
  senders: (channel) =>
    channel === 'email' || channel === 'sms' ? { id: 'example', transport: never } : null,
  mailIdentities: { transactional: { address: 'no-reply@example.com' }, marketing: null },
  unsubscribeTokens: openUnsubscribeTokens(sampleSecrets.addressPepper),
  publicBaseUrl: 'https://earshot.test',
};

const never = {
  isIdempotent: false,
  send: () => Promise.reject(new Error('A test that only asks must not send.')),
};
