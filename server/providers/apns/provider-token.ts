import { SignJWT } from 'jose';
import type { ProviderKey } from './settings.ts';

export interface ProviderTokens {
  /** The token in use, or a new one. */
  current(): Promise<string>;
  /** Takes this token out of use, unless that has happened already. */
  forget(token: string): void;
}

/** Apple refuses tokens older than an hour, and more than one new one in 20 minutes. */
const lifetimeMs = 40 * 60_000;

/**
 * Tokens that the key signs, each used for 40 minutes and by everybody who sends in that time.
 * Source: developer.apple.com, "Establishing a token-based connection to APNs".
 */
export function openProviderTokens(
  { key, keyId, teamId }: ProviderKey,
  nowMs: () => number = Date.now,
): ProviderTokens {
  let held: { readonly token: string; readonly madeMs: number } | null = null;
  let making: Promise<string> | null = null;

  const make = async (): Promise<string> => {
    const madeMs = nowMs();
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: keyId })
      .setIssuer(teamId)
      .setIssuedAt(Math.floor(madeMs / 1000))
      .sign(key);
    held = { token, madeMs };
    return token;
  };

  return {
    current() {
      if (held !== null && nowMs() - held.madeMs < lifetimeMs) return Promise.resolve(held.token);
      making ??= make().finally(() => {
        making = null;
      });
      return making;
    },
    forget(token) {
      if (held?.token === token) held = null;
    },
  };
}
