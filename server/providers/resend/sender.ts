import { z } from 'zod';
import {
  type ApiAnswer,
  type ApiError,
  type ApiRequest,
  apiTransport,
  jsonOf,
} from '#server/providers/http-sender.ts';
import { mailboxText, ownTags, refuseUnsafe } from '#server/providers/outbound-mail.ts';
import { apiBase, apiKey, settingOf } from '#server/providers/send-settings.ts';
import type { OutboundMessage, Sender } from '#server/providers/sender.ts';

const variables = { key: 'RESEND_API_KEY', base: 'RESEND_API_BASE' } as const;

/**
 * Sends with Resend's API, under our message id as the key against sending twice; Resend keeps it for 24 hours.
 * Source: resend.com/docs/api-reference/emails/send-email and resend.com/docs/api-reference/errors.
 */
export const resendSender: Sender<'email'> = {
  id: 'resend',
  name: 'Resend',
  channel: 'email',
  configure(environment) {
    if (settingOf(environment, variables.key) === '') return null;
    const key = apiKey(environment, variables.key);
    const base = apiBase(environment, variables.base, 'https://api.resend.com');
    return apiTransport<'email'>({
      secrets: [key],
      isIdempotent: true,
      refuse: refuseUnsafe,
      request: (message) => requestOf(`${base}/emails`, key, message),
      accepted: acceptedAs,
      error: errorIn,
    });
  },
  rehearsal: {
    speaks: 'http',
    environment: (origin) => ({
      [variables.key]: 're_rehearsal_0123456789abcdefghij',
      [variables.base]: origin,
    }),
    secrets: [variables.key],
  },
};

function requestOf(url: string, key: string, message: OutboundMessage<'email'>): ApiRequest {
  const { from, replyTo, subject, html, text, headers } = message.content;
  return {
    url,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': message.messageId,
    },
    body: JSON.stringify({
      from: mailboxText(from),
      to: [message.to],
      reply_to: replyTo && mailboxText(replyTo),
      subject,
      html,
      text,
      headers,
      tags: ownTags(message, 256).map(([name, value]) => ({ name, value })),
    }),
  };
}

const acceptance = z.object({ id: z.string().regex(/^\S{1,200}$/) });

function acceptedAs(answer: ApiAnswer) {
  return jsonOf(answer, acceptance);
}

const errorBody = z.object({ name: z.string(), message: z.string() });

/**
 * 409 says that another request used the same key: it is under way still, or it went with another content. Either way
 * that one decides what becomes of the message. Only an error about the form of `to` is about the address.
 */
function errorIn(answer: ApiAnswer): ApiError {
  const { name, message } = jsonOf(answer, errorBody) ?? {};
  if (answer.status === 409) return { code: name, text: message, meaning: 'unknown' };
  const isAddress = /^Invalid [`'"]?to[`'"]? field\. The email address needs to follow/i.test(message ?? '');
  return { code: name, text: message, meaning: isAddress ? 'hard_bounced' : undefined };
}
