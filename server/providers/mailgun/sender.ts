import { z } from 'zod';
import {
  type ApiAnswer,
  type ApiError,
  type ApiRequest,
  apiTransport,
  jsonOf,
} from '#server/providers/http-sender.ts';
import { mailboxText, ownIds, refuseUnsafe } from '#server/providers/outbound-mail.ts';
import { apiBase, apiKey, requiredValue, settingOf } from '#server/providers/send-settings.ts';
import type { OutboundMessage, Sender } from '#server/providers/sender.ts';

const variables = { key: 'MAILGUN_API_KEY', domain: 'MAILGUN_DOMAIN', base: 'MAILGUN_API_BASE' } as const;

/**
 * Sends with Mailgun's API. It has no key against sending twice, so a lost answer stays unknown.
 * Source: documentation.mailgun.com, API reference, messages, and the quickstart's page on response codes.
 */
export const mailgunSender: Sender<'email'> = {
  id: 'mailgun',
  name: 'Mailgun',
  channel: 'email',
  configure(environment) {
    if (settingOf(environment, variables.key) === '' && settingOf(environment, variables.domain) === '')
      return null;
    const key = apiKey(environment, variables.key);
    const domain = requiredValue(
      environment,
      variables.domain,
      /^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i,
      'must be the domain that Mailgun sends for, such as mail.example.com.',
    );
    const base = apiBase(environment, variables.base, 'https://api.mailgun.net');
    const basic = Buffer.from(`api:${key}`).toString('base64');
    return apiTransport<'email'>({
      secrets: [key, basic],
      isIdempotent: false,
      refuse: refuseUnsafe,
      request: (message) => requestOf(`${base}/v3/${domain}/messages`, basic, message),
      accepted: acceptedAs,
      error: errorIn,
    });
  },
  rehearsal: {
    speaks: 'http',
    environment: (origin) => ({
      [variables.key]: 'key-0123456789abcdef0123456789abcdef',
      [variables.domain]: 'mail.example.com',
      [variables.base]: origin,
    }),
    secrets: [variables.key],
  },
};

function requestOf(url: string, basic: string, message: OutboundMessage<'email'>): ApiRequest {
  const { from, replyTo, subject, html, text, headers } = message.content;
  const form = new URLSearchParams({ from: mailboxText(from), to: message.to, subject, text, html });
  if (replyTo !== undefined) form.set('h:Reply-To', mailboxText(replyTo));
  for (const [name, value] of Object.entries(headers)) form.set(`h:${name}`, value);
  for (const [name, value] of Object.entries(ownIds(message))) form.set(`v:${name}`, value);
  return {
    url,
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  };
}

const acceptance = z.object({ id: z.string().regex(/^<?[^\s<>]{1,200}>?$/) });

/** The id is in angle brackets here and without them in webhooks. */
function acceptedAs(answer: ApiAnswer) {
  const read = jsonOf(answer, acceptance);
  return read && { id: read.id.replace(/^<|>$/g, '') };
}

const errorBody = z.object({ message: z.string() });

/** Mailgun has no codes but its sentences; of these one says that the address is none. */
function errorIn(answer: ApiAnswer): ApiError {
  const text = jsonOf(answer, errorBody)?.message;
  const isAddress = answer.status === 400 && /^'?to'? parameter is not a valid address/i.test(text ?? '');
  return { text, meaning: isAddress ? 'hard_bounced' : undefined };
}
