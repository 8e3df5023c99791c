import { AwsV4Signer } from 'aws4fetch';
import { z } from 'zod';
import {
  type ApiAnswer,
  type ApiError,
  type ApiRequest,
  apiTransport,
  jsonOf,
} from '#server/providers/http-sender.ts';
import { refuseUnsafe } from '#server/providers/outbound-mail.ts';
import type { OutboundMessage, Sender } from '#server/providers/sender.ts';
import { mailOf } from './outbound.ts';
import { type SendSettings, sendSettingsIn, variables } from './send-settings.ts';

/**
 * Sends with SESv2, SendEmail. It has no key against sending twice, so a lost answer stays unknown.
 * Source: docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html.
 */
export const sesSender: Sender<'email'> = {
  id: 'ses',
  name: 'Amazon SES',
  channel: 'email',
  configure(environment) {
    const settings = sendSettingsIn(environment);
    if (settings === null) return null;
    const { secretAccessKey, sessionToken } = settings;
    return apiTransport<'email'>({
      secrets: sessionToken === undefined ? [secretAccessKey] : [secretAccessKey, sessionToken],
      isIdempotent: false,
      refuse: refuseUnsafe,
      request: (message) => signedRequest(settings, message),
      accepted: acceptedAs,
      error: errorIn,
    });
  },
  rehearsal: {
    speaks: 'http',
    environment: (origin) => ({
      [variables.region]: 'eu-central-1',
      [variables.keyId]: 'AKIAREHEARSAL0000000',
      [variables.secretKey]: 'rehearsal/0123456789+abcdefghijklmnopqrs',
      [variables.sessionToken]: 'rehearsal-session-token-0123456789',
      [variables.base]: origin,
    }),
    secrets: [variables.secretKey, variables.sessionToken],
  },
};

async function signedRequest(settings: SendSettings, message: OutboundMessage<'email'>): Promise<ApiRequest> {
  const { base, configurationSet, ...credentials } = settings;
  const url = `${base}/v2/email/outbound-emails`;
  const body = JSON.stringify(mailOf(message, configurationSet));
  const headers = { 'content-type': 'application/json' };
  const signer = new AwsV4Signer({ ...credentials, service: 'ses', method: 'POST', url, headers, body });
  const signed = await signer.sign();
  return { url, headers: Object.fromEntries(signed.headers), body };
}

const acceptance = z.object({ MessageId: z.string().regex(/^\S{1,200}$/) });

function acceptedAs(answer: ApiAnswer) {
  const read = jsonOf(answer, acceptance);
  return read && { id: read.MessageId };
}

const errorBody = z.object({
  __type: z.string().optional(),
  message: z.string().optional(),
  Message: z.string().optional(),
});

/** Limits of the account that pass, whatever the status they come with. */
const passing: ReadonlySet<string | undefined> = new Set([
  'TooManyRequestsException',
  'LimitExceededException',
  'ThrottlingException',
  'Throttling',
]);

/**
 * SES takes mail to whoever is on its suppression lists and reports that in an event, so no answer here is about the
 * recipient: an address that it cannot read is answered like a sender that it cannot read.
 */
function errorIn(answer: ApiAnswer): ApiError {
  const body = jsonOf(answer, errorBody);
  // `MessageRejected`, or with more around it: `aws.ses#MessageRejected`, `MessageRejected:http://…`.
  const type = answer.headers.get('x-amzn-errortype') ?? body?.__type ?? '';
  const code = type.replace(/:.*$/s, '').replace(/^.*#/s, '');
  return {
    code,
    text: body?.message ?? body?.Message,
    meaning: passing.has(code) ? 'not_now' : undefined,
  };
}
