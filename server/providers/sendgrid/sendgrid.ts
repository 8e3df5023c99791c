import { ConfigurationError, type Provider } from '#server/providers/provider.ts';
import { readBody } from './read.ts';
import { rehearsal } from './rehearsal.ts';
import { parsePublicKeys, verifyRequest } from './verify.ts';

const variable = 'SENDGRID_WEBHOOK_PUBLIC_KEYS';

/** SendGrid's signed Event Webhook. Source: twilio.com/docs/sendgrid/for-developers/tracking-events. */
export const sendgrid: Provider = {
  id: 'sendgrid',
  name: 'SendGrid',
  channels: ['email'],
  signs: 'bytes',
  adapterVersion: 1,
  /** SendGrid sends at 768 KB; ten times that leaves room for ten thousand events in one request. */
  maxBodyBytes: 8 * 1024 * 1024,
  configure(environment) {
    const text = environment[variable]?.trim() ?? '';
    if (text === '') return null;
    const keys = parsePublicKeys(variable, text);
    if (keys.length === 0) throw new ConfigurationError(variable, 'there is no key between the commas.');
    return {
      verify: (request, now) => verifyRequest(keys, request, now),
      read: readBody,
    };
  },
  rehearsal,
};
