import { z } from 'zod';
import {
  type ApiAnswer,
  type ApiError,
  type ApiRequest,
  apiTransport,
  jsonOf,
} from '#server/providers/http-sender.ts';
import { mailboxText, ownIds, refuseUnsafe } from '#server/providers/outbound-mail.ts';
import type { Environment } from '#server/providers/provider.ts';
import { apiBase, apiKey, requiredValue, settingOf } from '#server/providers/send-settings.ts';
import type { OutboundMessage, Sender } from '#server/providers/sender.ts';

const variables = {
  token: 'POSTMARK_SERVER_TOKEN',
  transactional: 'POSTMARK_TRANSACTIONAL_STREAM',
  marketing: 'POSTMARK_BROADCAST_STREAM',
  base: 'POSTMARK_API_BASE',
} as const;

/**
 * Sends with Postmark's API. It has no key against sending twice; of a 500 Postmark says that the message is lost.
 * Source: postmarkapp.com/developer/api/email-api and postmarkapp.com/developer/api/overview.
 */
export const postmarkSender: Sender<'email'> = {
  id: 'postmark',
  name: 'Postmark',
  channel: 'email',
  configure(environment) {
    if (settingOf(environment, variables.token) === '') return null;
    const token = apiKey(environment, variables.token);
    const base = apiBase(environment, variables.base, 'https://api.postmarkapp.com');
    const streams = {
      transactional: streamIn(environment, variables.transactional, 'outbound'),
      marketing: streamIn(environment, variables.marketing, 'broadcast'),
    };
    return apiTransport<'email'>({
      secrets: [token],
      isIdempotent: false,
      refuse: refuseUnsafe,
      request: (message) => requestOf(`${base}/email`, token, streams[message.stream], message),
      accepted: acceptedAs,
      error: errorIn,
    });
  },
  rehearsal: {
    speaks: 'http',
    environment: (origin) => ({
      [variables.token]: '11111111-2222-4333-8444-555555555555',
      [variables.base]: origin,
    }),
    secrets: [variables.token],
  },
};

function streamIn(environment: Environment, variable: string, usual: string): string {
  if (settingOf(environment, variable) === '') return usual;
  const problem = 'must be the id of a message stream, such as outbound, and not its name.';
  return requiredValue(environment, variable, /^[a-z0-9_-]{1,60}$/, problem);
}

function requestOf(
  url: string,
  token: string,
  stream: string,
  message: OutboundMessage<'email'>,
): ApiRequest {
  const { from, replyTo, subject, html, text, headers } = message.content;
  return {
    url,
    headers: { 'x-postmark-server-token': token, 'content-type': 'application/json' },
    body: JSON.stringify({
      From: mailboxText(from),
      To: message.to,
      ReplyTo: replyTo && mailboxText(replyTo),
      Subject: subject,
      HtmlBody: html,
      TextBody: text,
      MessageStream: stream,
      Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
      Metadata: metadataOf(message),
    }),
  };
}

/** A value is at most 80 characters long, and a longer one costs the whole message; we know them all ourselves. */
function metadataOf(message: OutboundMessage<'email'>) {
  return Object.fromEntries(Object.entries(ownIds(message)).filter(([, value]) => value.length <= 80));
}

const acceptance = z.object({ ErrorCode: z.literal(0), MessageID: z.string().regex(/^\S{1,200}$/) });

function acceptedAs(answer: ApiAnswer) {
  const read = jsonOf(answer, acceptance);
  return read && { id: read.MessageID };
}

const errorBody = z.object({ ErrorCode: z.int(), Message: z.string() });

/** Most codes are about our request; source: postmarkapp.com/developer/api/overview#error-codes. */
function errorIn(answer: ApiAnswer): ApiError {
  const error = jsonOf(answer, errorBody);
  if (error === null) return {};
  return { code: String(error.ErrorCode), text: error.Message, meaning: meaningOf(error) };
}

function meaningOf({ ErrorCode, Message }: z.infer<typeof errorBody>): ApiError['meaning'] {
  switch (ErrorCode) {
    // Maintenance.
    case 100:
      return 'not_now';
    // Any field can be invalid; Postmark names the one that is.
    case 300:
      return /^(?:Invalid|Error parsing) 'To'/.test(Message) ? 'hard_bounced' : undefined;
    // The address is inactive since a bounce, a complaint or a wish, and it is not said since which.
    case 406:
      return 'dropped';
    default:
      return undefined;
  }
}
