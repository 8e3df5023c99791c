import type { Sql } from '#db/client.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { usesSecureCookies } from './auth-cookies.ts';
import { hashToken, randomToken } from './secret-hash.ts';
import type { HandedOverViewer } from './viewer.ts';

/** A working day; the host opens a new session whenever its page is opened. */
const sessionHours = 12;

interface SessionDeps {
  readonly sql: Sql;
  /** `NEXTAUTH_SECRET`. */
  readonly secret: string;
  readonly at: Instant;
}

/** A session for whom the host handed over; resolves to what the cookie holds. Sessions that ended leave. */
export async function openEmbeddedSession(
  { sql, secret, at }: SessionDeps,
  personId: string,
): Promise<string> {
  const token = randomToken();
  const expiresAt = instantFromMs(msFromInstant(at) + sessionHours * 3_600_000);
  await sql`
    with ended as (delete from embedded_sessions where expires_at < ${at})
    insert into embedded_sessions (token_hash, person_id, expires_at)
    values (${hashToken(token, secret)}, ${personId}, ${expiresAt})`;
  return token;
}

/** Whose session a cookie stands for; null for one that ended or never was. */
export async function embeddedViewer(
  { sql, secret, at }: SessionDeps,
  token: string,
): Promise<HandedOverViewer | null> {
  const [row] = await sql<{ person_id: string }[]>`
    select person_id from embedded_sessions
    where token_hash = ${hashToken(token, secret)} and expires_at > ${at}`;
  return row === undefined ? null : { userId: row.person_id, email: null, role: 'user' };
}

export async function endEmbeddedSession(
  { sql, secret }: Pick<SessionDeps, 'sql' | 'secret'>,
  token: string,
): Promise<void> {
  await sql`delete from embedded_sessions where token_hash = ${hashToken(token, secret)}`;
}

/** Which cookie holds the session. `__Host-` keeps other names of the same domain from setting it. */
export function embeddedCookieName(baseUrl: string): string {
  return usesSecureCookies(baseUrl) ? '__Host-earshot.embedded' : 'earshot.embedded';
}

/** A `Set-Cookie` value that holds the session. */
export function embeddedCookie(token: string, baseUrl: string): string {
  return `${embeddedCookieName(baseUrl)}=${token}; Path=/; Max-Age=${sessionHours * 3_600}; HttpOnly${reach(baseUrl)}`;
}

/** A `Set-Cookie` value that forgets it. */
export function noEmbeddedCookie(baseUrl: string): string {
  return `${embeddedCookieName(baseUrl)}=; Path=/; Max-Age=0; HttpOnly${reach(baseUrl)}`;
}

/**
 * Attributes by which a cookie is sent from within a frame on another site, and only there where it was set: partitioned by the
 * page on top. Browsers take them over https alone, so without it a frame needs a host on the same site, such as localhost.
 */
export function reach(baseUrl: string): string {
  return usesSecureCookies(baseUrl) ? '; Secure; SameSite=None; Partitioned' : '; SameSite=Lax';
}
