import { ConfigurationError, type Provider } from '#server/providers/provider.ts';
import { readBody } from './read.ts';
import { rehearsal } from './rehearsal.ts';
import { parseSigningKeys, verifyRequest } from './verify.ts';

const variable = 'MAILGUN_WEBHOOK_SIGNING_KEYS';

/**
 * Mailgun's webhooks, which sign a token and not the events. Source: documentation.mailgun.com, user manual, webhooks.
 */
export const mailgun: Provider = {
  id: 'mailgun',
  name: 'Mailgun',
  channels: ['email'],
  signs: 'token',
  adapterVersion: 1,
  /** One event each; a message to many, with its variables, stays far below. */
  maxBodyBytes: 2 * 1024 * 1024,
  configure(environment) {
    const text = environment[variable]?.trim() ?? '';
    if (text === '') return null;
    const keys = parseSigningKeys(variable, text);
    if (keys.length === 0) throw new ConfigurationError(variable, 'there is no key between the commas.');
    return {
      verify: (request, now) => verifyRequest(keys, request, now),
      read: readBody,
    };
  },
  rehearsal,
};
