import { inArray } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { users } from '#db/schema/auth.ts';

/** The addresses that accounts signed in with, by account. What is no account, such as a key, is left out. */
export async function accountEmails(
  db: Drizzle,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(inArray(users.id, [...new Set(userIds)]));
  return new Map(rows.map(({ id, email }) => [id, email]));
}
