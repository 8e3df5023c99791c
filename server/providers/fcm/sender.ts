import { z } from 'zod';
import { type ApiAnswer, apiTransport, jsonOf } from '#server/providers/http-sender.ts';
import { apiBase } from '#server/providers/send-settings.ts';
import type { SendAnswer, Sender, Transport } from '#server/providers/sender.ts';
import { openAccessTokens } from './access-token.ts';
import { errorIn } from './error.ts';
import { messageOf } from './message.ts';
import { rehearsedAccount } from './rehearsed-account.ts';
import { type ServiceAccount, serviceAccountIn, variable } from './service-account.ts';

const baseVariable = 'FCM_API_BASE';

/**
 * Sends with Firebase Cloud Messaging, HTTP v1. Its yes means that it will try: no word about the device ever comes. It
 * has no key against sending twice, so a lost answer stays unknown.
 * Source: firebase.google.com/docs/cloud-messaging/send/v1-api.
 */
export const fcmSender: Sender<'push'> = {
  id: 'fcm',
  name: 'Firebase Cloud Messaging',
  channel: 'push',
  configure(environment) {
    const account = serviceAccountIn(environment);
    if (account === null) return null;
    return transportFor(account, apiBase(environment, baseVariable, 'https://fcm.googleapis.com'));
  },
  rehearsal: {
    speaks: 'http',
    login: { access_token: 'rehearsal-access-token-0123456789', expires_in: 3599, token_type: 'Bearer' },
    environment: (origin, loginOrigin = origin) => ({
      [variable]: rehearsedAccount(`${loginOrigin}/token`),
      [baseVariable]: origin,
    }),
    secrets: [variable],
  },
};

function transportFor(account: ServiceAccount, base: string): Transport<'push'> {
  const tokens = openAccessTokens(account);
  const url = `${base}/v1/projects/${account.projectId}/messages:send`;

  const withToken = (token: string) =>
    apiTransport<'push'>({
      secrets: [...account.secrets, token],
      isIdempotent: false,
      takingIs: 'sent',
      refuse: () => null,
      request: (message) => ({
        url,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(messageOf(message)),
      }),
      accepted: acceptedAs,
      error: errorIn,
    });

  return {
    isIdempotent: false,
    async send(message) {
      const login = await tokens.current();
      if (!login.ok) return login.answer;
      const answer = await withToken(login.token).send(message);
      if (!isLoginOver(answer)) return answer;
      // The token was taken back before its time; whoever does not let it in has not taken the message.
      tokens.forget(login.token);
      const again = await tokens.current();
      return again.ok ? withToken(again.token).send(message) : again.answer;
    },
  };
}

function isLoginOver(answer: SendAnswer): boolean {
  return answer.outcome === 'refused' && answer.providerEvent === '401/UNAUTHENTICATED';
}

const acceptance = z.object({ name: z.string().regex(/^projects\/[^\s/]{1,100}\/messages\/\S{1,200}$/) });

function acceptedAs(answer: ApiAnswer) {
  const read = jsonOf(answer, acceptance);
  return read && { id: read.name };
}
