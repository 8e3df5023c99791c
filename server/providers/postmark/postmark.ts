import type { Provider } from '#server/providers/provider.ts';
import { readBody } from './read.ts';
import { rehearsal } from './rehearsal.ts';
import { parseCredentials, verifyRequest } from './verify.ts';

const variable = 'POSTMARK_WEBHOOK_CREDENTIALS';

/** Postmark's webhooks, behind HTTP Basic. Source: postmarkapp.com/developer/webhooks/webhooks-overview. */
export const postmark: Provider = {
  id: 'postmark',
  name: 'Postmark',
  channels: ['email'],
  signs: 'secret',
  adapterVersion: 1,
  /** One event each, but a bounce can include the whole message that came back. */
  maxBodyBytes: 8 * 1024 * 1024,
  configure(environment) {
    const text = environment[variable]?.trim() ?? '';
    if (text === '') return null;
    const credentials = parseCredentials(variable, text);
    return {
      verify: (request) => verifyRequest(credentials, request),
      read: readBody,
    };
  },
  rehearsal,
};
