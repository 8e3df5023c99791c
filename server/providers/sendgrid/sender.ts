import { z } from 'zod';
import {
  type ApiAnswer,
  type ApiError,
  type ApiRequest,
  apiTransport,
  jsonOf,
} from '#server/providers/http-sender.ts';
import { ownIds, refuseUnsafe } from '#server/providers/outbound-mail.ts';
import { apiBase, apiKey, settingOf } from '#server/providers/send-settings.ts';
import type { Mailbox, OutboundMessage, Sender } from '#server/providers/sender.ts';
import { present } from '#server/providers/text.ts';

const variables = { key: 'SENDGRID_API_KEY', base: 'SENDGRID_API_BASE' } as const;

/**
 * Sends with SendGrid's v3 API. It has no key against sending twice, so a lost answer stays unknown.
 * Source: twilio.com/docs/sendgrid/api-reference/mail-send/mail-send and the pages on its errors and rate limits.
 */
export const sendgridSender: Sender<'email'> = {
  id: 'sendgrid',
  name: 'SendGrid',
  channel: 'email',
  configure(environment) {
    if (settingOf(environment, variables.key) === '') return null;
    const key = apiKey(environment, variables.key);
    const base = apiBase(environment, variables.base, 'https://api.sendgrid.com');
    return apiTransport<'email'>({
      secrets: [key],
      isIdempotent: false,
      refuse: refuseUnsafe,
      request: (message) => requestOf(`${base}/v3/mail/send`, key, message),
      accepted: acceptedAs,
      error: errorIn,
    });
  },
  rehearsal: {
    speaks: 'http',
    environment: (origin) => ({
      [variables.key]: 'SG.rehearsal.0123456789abcdefghijklmnopqrstuvwxyz',
      [variables.base]: origin,
    }),
    secrets: [variables.key],
  },
};

function requestOf(url: string, key: string, message: OutboundMessage<'email'>): ApiRequest {
  const { from, replyTo, subject, html, text, headers } = message.content;
  const parts = [
    { type: 'text/plain', value: text },
    { type: 'text/html', value: html },
  ];
  return {
    url,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      personalizations: [{ to: [{ email: message.to }], custom_args: ownIds(message) }],
      from: mailbox(from),
      reply_to: replyTo && mailbox(replyTo),
      subject,
      // An empty part is refused.
      content: parts.filter(({ value }) => value !== ''),
      headers,
    }),
  };
}

function mailbox({ address, name }: Mailbox) {
  return present({ email: address, name: name || undefined });
}

/** 202 says that it is queued; 200, that it was looked at in sandbox mode and goes nowhere. */
function acceptedAs({ status, headers }: ApiAnswer) {
  if (status !== 202) return null;
  const id = headers.get('x-message-id') ?? '';
  return { id: /^\S{1,200}$/.test(id) ? id : null };
}

const errorBody = z.object({
  errors: z.array(z.object({ message: z.string(), field: z.string().nullish() })).min(1),
});

/** Only an error about the form of the one recipient's address is about the address. */
function errorIn(answer: ApiAnswer): ApiError {
  const { errors } = jsonOf(answer, errorBody) ?? { errors: [] };
  const isAddress = errors.some(
    ({ field, message }) =>
      field === 'personalizations.0.to.0.email' && /\bvalid\b.*\baddress\b/i.test(message),
  );
  return {
    code: errors[0]?.field ?? undefined,
    text: errors.map(({ message }) => message).join(' '),
    meaning: answer.status === 400 && errors.length === 1 && isAddress ? 'hard_bounced' : undefined,
    afterMs: untilReset(answer.headers, Date.now()),
  };
}

/** `X-RateLimit-Reset`: the second, since 1970, from which on it may be asked again. */
function untilReset(headers: Headers, nowMs: number): number | undefined {
  const seconds = headers.get('x-ratelimit-reset') ?? '';
  return /^\d{9,11}$/.test(seconds) ? Math.max(0, Number(seconds) * 1000 - nowMs) : undefined;
}
