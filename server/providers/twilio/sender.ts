import { z } from 'zod';
import {
  type ApiAnswer,
  type ApiError,
  type ApiRequest,
  apiTransport,
  jsonOf,
} from '#server/providers/http-sender.ts';
import { ownIds } from '#server/providers/outbound-mail.ts';
import type { OutboundMessage, Sender } from '#server/providers/sender.ts';
import { type ErrorMeaning, knownMeaningOf } from './error-codes.ts';
import { refuseNumber } from './recipient.ts';
import { type SendSettings, sendSettingsIn, variables } from './send-settings.ts';

/**
 * Sends with Programmable Messaging. It has no key against sending twice, so a lost answer stays unknown.
 * Source: twilio.com/docs/messaging/api/message-resource and twilio.com/docs/api/errors.
 */
export const twilioSender: Sender<'sms'> = {
  id: 'twilio',
  name: 'Twilio',
  channel: 'sms',
  configure(environment) {
    const settings = sendSettingsIn(environment);
    if (settings === null) return null;
    const { user, password } = settings.login;
    const basic = Buffer.from(`${user}:${password}`).toString('base64');
    return apiTransport<'sms'>({
      secrets: [password, basic],
      isIdempotent: false,
      refuse: ({ to }) => refuseNumber(to),
      request: (message) => requestOf(settings, basic, message),
      accepted: acceptedAs,
      error: errorIn,
    });
  },
  rehearsal: {
    speaks: 'http',
    isUnknownAfterFault: true,
    environment: (origin) => ({
      [variables.account]: `AC${'0'.repeat(31)}1`,
      [variables.key]: `SK${'0'.repeat(31)}1`,
      [variables.keySecret]: 'rehearsal-secret-0123456789',
      [variables.service]: `MG${'0'.repeat(31)}1`,
      [variables.base]: origin,
    }),
    secrets: [variables.keySecret],
  },
};

function requestOf(settings: SendSettings, basic: string, message: OutboundMessage<'sms'>): ApiRequest {
  const form = new URLSearchParams({ To: message.to, ...settings.sender, Body: message.content.text });
  const callback = callbackOf(message);
  if (callback !== null) form.set('StatusCallback', callback);
  return {
    url: settings.url,
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  };
}

/**
 * Where Twilio reports, with our ids; it repeats no field of ours itself. The fragment, which it keeps to itself, asks
 * for five attempts after any failure in place of one. Null on this machine alone: Twilio refuses what it cannot reach.
 */
function callbackOf(message: OutboundMessage<'sms'>): string | null {
  const url = new URL(message.callbackUrl);
  if (/^(?:localhost|.*\.localhost|127\..*|\[::1\])$/.test(url.hostname)) return null;
  for (const [name, value] of Object.entries(ownIds(message))) url.searchParams.set(name, value);
  url.hash = 'rc=5&rp=all';
  return url.href;
}

const acceptance = z.object({
  sid: z.string().regex(/^[SM]M[0-9a-f]{32}$/),
  // Of a first status nothing is reported, so a message that has failed at once must not count as taken.
  status: z.enum(['accepted', 'scheduled', 'queued', 'sending', 'sent', 'delivered']),
});

function acceptedAs(answer: ApiAnswer) {
  const read = jsonOf(answer, acceptance);
  return read && { id: read.sid };
}

const errorBody = z.object({ code: z.int(), message: z.string().optional() });

function errorIn(answer: ApiAnswer): ApiError {
  const body = jsonOf(answer, errorBody);
  const code = body === null ? undefined : String(body.code);
  const meaning = meaningOf(answer.status, code);
  return {
    code,
    text: body?.message,
    meaning: meaning === 'opted_out' ? 'dropped' : meaning,
    optedOut: meaning === 'opted_out' ? 'sender' : undefined,
  };
}

/** Limits that pass. Whoever exceeds one has not been heard, and may ask again. */
const passing: ReadonlySet<string | undefined> = new Set([
  '14107', // Messages to one number within 30 seconds
  '20429', // Requests at the same time
  '21611', // The sender's queue, of ten hours, is full
]);

/** What an error means; undefined where its status tells. Twilio has no word for a fault that took nothing. */
function meaningOf(status: number, code: string | undefined): ErrorMeaning | ApiError['meaning'] {
  if (status >= 500) return 'unknown';
  if (passing.has(code)) return 'not_now';
  return code === undefined || status === 429 ? undefined : knownMeaningOf(code);
}
