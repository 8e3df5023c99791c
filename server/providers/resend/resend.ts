import type { Provider } from '#server/providers/provider.ts';
import { standardReceiver } from '#server/providers/standard-receiver.ts';
import { readBody } from './read.ts';
import { rehearsal } from './rehearsal.ts';
import { headerNames, variable } from './settings.ts';

/** Resend's webhooks, signed by Svix over id, time and body. Source: resend.com/docs/webhooks. */
export const resend: Provider = {
  id: 'resend',
  name: 'Resend',
  channels: ['email'],
  signs: 'bytes',
  adapterVersion: 1,
  /** One event each, with a list of fifty recipients and as many tags at most. */
  maxBodyBytes: 1024 * 1024,
  configure: (environment) => standardReceiver(environment, variable, readBody, headerNames),
  rehearsal,
};
