import type { Sql } from '#db/client.ts';
import { normaliseEmail } from './email-address.ts';
import { hashToken, randomToken } from './secret-hash.ts';
import { storeToken } from './verification-tokens.ts';

interface NewLink {
  readonly email: string;
  /** Where people reach this server, without a trailing slash. */
  readonly baseUrl: string;
  readonly sql: Sql;
  /** `NEXTAUTH_SECRET`. */
  readonly secret: string;
  /** ISO 8601. */
  readonly now: string;
  readonly validForMs?: number;
  /** A path of this site to go to; the inbox unless told otherwise. */
  readonly callback?: string;
}

/**
 * A link that signs this person in, once, for an hour unless told otherwise. Whoever holds it is that person:
 * show it only where a person is known to look, such as the terminal that started a local installation.
 * Throws when `email` is not one plain address.
 */
export async function createSignInLink(link: NewLink): Promise<string> {
  const email = normaliseEmail(link.email);
  if (email === null) throw new Error('The address to sign in is not a plain e-mail address.');
  const token = randomToken();
  const expiresAt = new Date(Date.parse(link.now) + (link.validForMs ?? 3_600_000)).toISOString();
  await storeToken(link.sql, { tokenHash: hashToken(token, link.secret), email, expiresAt, now: link.now });
  return `${link.baseUrl}${confirmPath(token, link.callback ?? '/')}`;
}

/**
 * The page that a link leads to. It only shows a button: mail scanners follow links, but press nothing.
 * The address of the person is left out, because addresses in URLs end up in logs. `callback` is a safe path.
 */
export function confirmPath(token: string, callback: string): string {
  const query = new URLSearchParams({ token });
  if (callback !== '/') query.set('callbackUrl', callback);
  return `/sign-in/confirm?${query}`;
}
