import { ConfigurationError, type Environment, type Provider } from '#server/providers/provider.ts';
import { readBody } from './read.ts';
import { rehearsal } from './rehearsal.ts';
import { parseAuthTokens, verifyRequest } from './verify.ts';

const variable = 'TWILIO_AUTH_TOKENS';

/** Twilio's status callbacks, messages from people and Event Streams. Source: twilio.com/docs/usage/webhooks. */
export const twilio: Provider = {
  id: 'twilio',
  name: 'Twilio',
  channels: ['sms'],
  signs: 'fields',
  adapterVersion: 1,
  /** A callback has a few kilobytes, and a batch of streamed events some hundred. */
  maxBodyBytes: 1_250_000,
  /** TwiML that says nothing: Twilio itself answers STOP and HELP. Anything but XML it reports as error 12300. */
  answerToReplies: { contentType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
  configure(environment) {
    const text = environment[variable]?.trim() ?? '';
    if (text === '') return null;
    const tokens = parseAuthTokens(variable, text);
    const endpoint = `${publicBaseUrl(environment)}/api/webhooks/twilio`;
    return {
      verify: (request) => verifyRequest(tokens, endpoint, request),
      read: readBody,
    };
  },
  rehearsal,
};

/** Twilio signs the address that it calls, which behind a proxy is not the one that reaches us. */
function publicBaseUrl(environment: Environment): string {
  const name = 'PUBLIC_BASE_URL';
  const text = environment[name]?.trim().replace(/\/+$/, '') ?? '';
  if (!/^https?:\/\/[^/?#\s]+(?:\/[^?#\s]*)?$/.test(text) || !URL.canParse(text)) {
    throw new ConfigurationError(
      name,
      'must be the address that Twilio calls, such as https://earshot.example.com, because Twilio signs it.',
    );
  }
  return text;
}
