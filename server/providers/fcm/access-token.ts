import { SignJWT } from 'jose';
import { z } from 'zod';
import { callProvider, retryAfterMs } from '#server/providers/http-call.ts';
import { type ApiAnswer, jsonOf } from '#server/providers/http-sender.ts';
import { withoutSecrets } from '#server/providers/send-settings.ts';
import type { SendAnswer } from '#server/providers/sender.ts';
import { line, present } from '#server/providers/text.ts';
import type { ServiceAccount } from './service-account.ts';

/** A token, or what it means to a message that there is none: it was certainly not taken. */
export type Login = { readonly ok: true; readonly token: string } | Failed;
interface Failed {
  readonly ok: false;
  readonly answer: SendAnswer;
}

export interface AccessTokens {
  /** The token in use, or a new one. Never rejects. */
  current(): Promise<Login>;
  /** Takes this token out of use, unless that has happened already. */
  forget(token: string): void;
}

/** Google gives tokens for an hour; a request is on its way for less than this. */
const marginMs = 5 * 60_000;

/**
 * Access tokens for a service account, each used until shortly before it expires; whoever asks while one is being
 * fetched waits for the same. Source: developers.google.com/identity/protocols/oauth2/service-account#httprest.
 */
export function openAccessTokens(account: ServiceAccount, nowMs: () => number = Date.now): AccessTokens {
  let held: { readonly token: string; readonly untilMs: number } | null = null;
  let asking: Promise<Login> | null = null;

  const ask = async (): Promise<Login> => {
    const startedMs = nowMs();
    const granted = await grant(account, startedMs);
    if (!granted.ok) return granted;
    held = { token: granted.token, untilMs: startedMs + granted.lifetimeMs - marginMs };
    return { ok: true, token: granted.token };
  };

  return {
    current() {
      if (held !== null && nowMs() < held.untilMs) return Promise.resolve({ ok: true, token: held.token });
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
    forget(token) {
      if (held?.token === token) held = null;
    },
  };
}

type Granted = { readonly ok: true; readonly token: string; readonly lifetimeMs: number } | Failed;

const grantBody = z.object({
  access_token: z.string().regex(/^[!-~]{1,4096}$/),
  expires_in: z.number().positive(),
});

async function grant(account: ServiceAccount, atMs: number): Promise<Granted> {
  const assertion = await assertionOf(account, Math.floor(atMs / 1000));
  const answer = await callProvider(account.tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: String(new URLSearchParams({ grant_type: grantType, assertion })),
  });
  if (!answer.ok) return notNow(answer.reason);
  const granted = answer.status === 200 ? jsonOf(answer, grantBody) : null;
  if (granted !== null) {
    return { ok: true, token: granted.access_token, lifetimeMs: granted.expires_in * 1000 };
  }
  return failureOf(answer, [...account.secrets, assertion], atMs);
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

function assertionOf(account: ServiceAccount, at: number): Promise<string> {
  return new SignJWT({ scope: 'https://www.googleapis.com/auth/firebase.messaging' })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: account.keyId })
    .setIssuer(account.email)
    .setAudience(account.tokenUrl)
    .setIssuedAt(at)
    .setExpirationTime(at + 3600)
    .sign(account.privateKey);
}

const errorBody = z.object({
  error: z.string().regex(/^\w{1,60}$/),
  error_description: z.string().optional(),
});

/** A refusal is ours to mend: the key was revoked, the account is gone, our clock is wrong. All else passes. */
function failureOf(answer: ApiAnswer, secrets: readonly string[], nowMs: number): Failed {
  const { status, headers } = answer;
  const said = jsonOf(answer, errorBody);
  const name = `login/${said?.error ?? status}`;
  const passes = status < 300 || status >= 500 || status === 408 || status === 429;
  if (passes) return notNow(name, retryAfterMs(headers, nowMs));
  const refusal = present({
    outcome: 'refused',
    kind: 'failed',
    providerEvent: name,
    codes: { provider: said?.error ?? String(status) },
    reason: line(withoutSecrets(said?.error_description ?? '', secrets), 1000),
  } as const);
  return { ok: false, answer: refusal };
}

function notNow(reason: string, afterMs: number | null = null): Failed {
  return { ok: false, answer: { outcome: 'not_now', afterMs, reason } };
}
