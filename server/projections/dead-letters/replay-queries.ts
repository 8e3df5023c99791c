import { and, eq, gt, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { deadLetters } from '#db/schema/dead-letters.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { DeadLetter, DeadLetterState } from './fold.ts';
import { asFolded } from './queries.ts';

const open: DeadLetterState = 'open';

/** Which letters a replay takes: a group, whatever became of its letters since; or, without one, all open ones. */
interface Selection {
  readonly signature: string | null;
}

/** How many letters a replay would take now. */
export async function countLettersToReplay(db: Drizzle, { signature }: Selection): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(deadLetters)
    .where(signature === null ? eq(deadLetters.state, open) : eq(deadLetters.signature, signature));
  return row?.count ?? 0;
}

/** Ids of the next letters of a replay, in the order of ids, which trying a letter again does not change. */
export async function lettersToReplay(
  db: Drizzle,
  selection: Selection & { readonly receivedBefore: Instant; readonly after: string; readonly limit: number },
): Promise<readonly string[]> {
  const { signature, receivedBefore, after, limit } = selection;
  const rows = await db
    .select({ id: deadLetters.id })
    .from(deadLetters)
    .where(
      and(
        signature === null ? eq(deadLetters.state, open) : eq(deadLetters.signature, signature),
        sql`${deadLetters.receivedAt} <= ${receivedBefore}::timestamptz`,
        sql`${deadLetters.id} > ${after}`,
      ),
    )
    .orderBy(deadLetters.id)
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** What has become so far of the letters that a replay was the last to try. */
export async function replayProgress(
  db: Drizzle,
  replayId: string,
): Promise<{ readonly read: number; readonly unreadable: number }> {
  const [row] = await db
    .select({
      read: sql<number>`(count(*) filter (where ${deadLetters.state} <> ${open}))::int`,
      unreadable: sql<number>`(count(*) filter (where ${deadLetters.state} = ${open}))::int`,
    })
    .from(deadLetters)
    .where(eq(deadLetters.replayId, replayId));
  return row ?? { read: 0, unreadable: 0 };
}

/** The letters that a replay was the last to try, in the order in which it took them, after one of them. */
export async function listLettersOfReplay(
  db: Drizzle,
  replayId: string,
  page: { readonly after: string | null; readonly limit: number },
): Promise<{ readonly letters: readonly DeadLetter[]; readonly next: string | null }> {
  const rows = await db
    .select()
    .from(deadLetters)
    .where(and(eq(deadLetters.replayId, replayId), gt(deadLetters.id, page.after ?? '')))
    .orderBy(deadLetters.id)
    .limit(page.limit + 1);
  const letters = rows.slice(0, page.limit).map(asFolded);
  return { letters, next: rows.length > page.limit ? (letters.at(-1)?.id ?? null) : null };
}
