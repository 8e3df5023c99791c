import { type ApiAnswer, apiTransport } from '#server/providers/http-sender.ts';
import type { OutboundMessage, Refusal, SendAnswer, Sender, Transport } from '#server/providers/sender.ts';
import { errorIn } from './error.ts';
import { openLine } from './line.ts';
import { headersOf, payloadOf } from './notification.ts';
import { openProviderTokens } from './provider-token.ts';
import { rehearsedKey } from './rehearsed-key.ts';
import { type Settings, settingsIn, variables } from './settings.ts';

/**
 * Sends with the Apple Push Notification service. Its yes means that it will try: no word about the device ever comes.
 * A lost answer stays unknown. Source: developer.apple.com, "Sending notification requests to APNs".
 */
export const apnsSender: Sender<'push'> = {
  id: 'apns',
  name: 'Apple Push Notification service',
  channel: 'push',
  configure(environment) {
    const settings = settingsIn(environment);
    return settings === null ? null : transportFor(settings);
  },
  rehearsal: {
    speaks: 'http2',
    environment: (origin) => ({
      [variables.key]: rehearsedKey(),
      [variables.keyId]: 'REHEARSAL1',
      [variables.teamId]: 'REHEARSAL2',
      [variables.topic]: 'com.example.app',
      [variables.base]: origin,
    }),
    secrets: [variables.key],
  },
};

function transportFor(settings: Settings): Transport<'push'> {
  const { base, topic } = settings;
  const tokens = openProviderTokens(settings);
  const line = openLine(new URL(base).origin);
  let isProven = false;

  const attempt = async (message: OutboundMessage<'push'>, token: string): Promise<SendAnswer> => {
    const answer = await apiTransport<'push'>({
      secrets: [...settings.secrets, token],
      isIdempotent: false,
      takingIs: 'sent',
      refuse: refuseToken,
      call: (url, asked) => line(new URL(url).pathname, asked),
      request: () => ({
        url: `${base}/3/device/${message.to}`,
        headers: { authorization: `bearer ${token}`, ...headersOf(message, topic) },
        body: JSON.stringify(payloadOf(message)),
      }),
      accepted: acceptedAs,
      error: (said) => errorIn(said, { toKnownAt: message.toKnownAt, isProven }),
    }).send(message);
    isProven ||= answer.outcome === 'accepted';
    return answer;
  };

  return {
    isIdempotent: false,
    async send(message) {
      const token = await tokens.current();
      const answer = await attempt(message, token);
      if (!isTokenOver(answer)) return answer;
      tokens.forget(token);
      return attempt(message, await tokens.current());
    },
  };
}

/** The token becomes part of the path. What is not one may well be a token of another push service. */
function refuseToken({ to }: OutboundMessage<'push'>): Refusal | null {
  if (/^(?:[0-9a-f]{2}){16,200}$/i.test(to)) return null;
  const reason = 'This is no device token of Apple’s, which are hexadecimal.';
  return { outcome: 'refused', kind: 'failed', providerEvent: 'not_asked', reason };
}

function isTokenOver(answer: SendAnswer): boolean {
  return answer.outcome === 'refused' && answer.providerEvent === '403/ExpiredProviderToken';
}

/** The body of a yes is empty; the id is what only Apple answers with. */
function acceptedAs({ status, headers }: ApiAnswer) {
  const id = headers.get('apns-id') ?? '';
  return status === 200 && /^[0-9a-f-]{36}$/i.test(id) ? { id } : null;
}
