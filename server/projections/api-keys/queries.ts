import { and, desc, isNotNull, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import type { ApiKeyRow } from './fold.ts';

/** A key whose making is known. */
export type ApiKey = ApiKeyRow & Pick<Made, 'name' | 'scopes' | 'createdAt'>;
type Made = { readonly [Name in keyof ApiKeyRow]: NonNullable<ApiKeyRow[Name]> };

/** Every key, those that ended too, the newest first, older than the cursor. Throws DomainError `invalid_cursor`. */
export async function listApiKeys(
  db: Drizzle,
  page: { readonly cursor: string | null; readonly limit: number },
): Promise<{ readonly keys: readonly ApiKey[]; readonly nextCursor: string | null }> {
  const key = page.cursor === null ? null : sortKeyOf(page.cursor);
  const { createdAt, keyId } = apiKeys;
  const older =
    key === null ? undefined : sql`(${createdAt}, ${keyId}) < (${key[0]}::timestamptz, ${key[1]})`;
  const rows = await db
    .select()
    .from(apiKeys)
    .where(and(isNotNull(createdAt), older))
    .orderBy(desc(createdAt), desc(keyId))
    .limit(page.limit + 1);
  const keys = rows.slice(0, page.limit).map(asFolded);
  const last = keys.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { keys, nextCursor: more ? cursorOf([last.createdAt, last.keyId]) : null };
}

/** Safe: the fold alone writes this table, and writes these columns together. */
function asFolded(row: typeof apiKeys.$inferSelect): ApiKey {
  return row as ApiKey;
}
