import type { Sql } from '#db/client.ts';
import { instantFromDriver } from '#db/schema/columns.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Viewer } from './viewer.ts';

/** What is kept so that somebody can be signed in. */
export interface Account {
  /** Null for somebody whom the host product handed over: they have none here. */
  readonly email: string | null;
  readonly createdAt: Instant | null;
  readonly lastSignInAt: Instant | null;
  /** When each of their sessions ends. */
  readonly sessionsUntil: readonly Instant[];
}

/** The viewer's own account and sessions. */
export async function accountOf(sql: Sql, viewer: Viewer): Promise<Account> {
  const ends = (rows: readonly { expires_at: string | Date }[]) =>
    rows.map((row) => instantFromDriver(row.expires_at));
  if (viewer.email === null) {
    const rows = await sql<{ expires_at: string | Date }[]>`
      select expires_at from embedded_sessions where person_id = ${viewer.userId} order by expires_at`;
    return { email: null, createdAt: null, lastSignInAt: null, sessionsUntil: ends(rows) };
  }
  const [user] = await sql<{ created_at: string | Date; email_verified_at: string | Date | null }[]>`
    select created_at, email_verified_at from users where id = ${viewer.userId}`;
  const rows = await sql<{ expires_at: string | Date }[]>`
    select expires_at from sessions where user_id = ${viewer.userId} order by expires_at`;
  return {
    email: viewer.email,
    createdAt: user === undefined ? null : instantFromDriver(user.created_at),
    lastSignInAt: user?.email_verified_at == null ? null : instantFromDriver(user.email_verified_at),
    sessionsUntil: ends(rows),
  };
}
