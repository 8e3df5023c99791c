import type { Sql } from '#db/client.ts';

export interface StoredToken {
  readonly email: string;
  readonly expiresAt: string;
}

export type LinkState =
  | { readonly status: 'open'; readonly email: string }
  | { readonly status: 'used' | 'expired' | 'unknown' };

/** Keeps the hash of a new link, and forgets links that ended more than a day ago. Times are ISO 8601. */
export async function storeToken(
  sql: Sql,
  token: StoredToken & { tokenHash: string; now: string },
): Promise<void> {
  await sql`
    with stale as (
      delete from verification_tokens where expires_at < ${token.now}::timestamptz - interval '1 day'
    )
    insert into verification_tokens (token_hash, email, expires_at)
    values (${token.tokenHash}, ${token.email}, ${token.expiresAt})`;
}

/** Takes the link, once: of any number of attempts at the same moment one gets the answer, the others null. */
export async function useToken(sql: Sql, tokenHash: string, now: string): Promise<StoredToken | null> {
  const [row] = await sql<{ email: string; expires_at: string | Date }[]>`
    update verification_tokens set used_at = ${now}
    where token_hash = ${tokenHash} and used_at is null and expires_at > ${now}
    returning email, expires_at`;
  return row ? { email: row.email, expiresAt: new Date(row.expires_at).toISOString() } : null;
}

/** Looks at a link without taking it, so that scanners and previews may look as often as they like. */
export async function peekToken(sql: Sql, tokenHash: string, now: string): Promise<LinkState> {
  const [row] = await sql<{ email: string; used: boolean; expired: boolean }[]>`
    select email, used_at is not null as used, expires_at <= ${now} as expired
    from verification_tokens where token_hash = ${tokenHash}`;
  if (!row) return { status: 'unknown' };
  if (row.used) return { status: 'used' };
  return row.expired ? { status: 'expired' } : { status: 'open', email: row.email };
}
