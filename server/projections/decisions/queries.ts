import { and, desc, eq, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { decisions } from '#db/schema/decisions.ts';
import type { DecisionRow } from './fold.ts';

/** The newest decision on a message; null when none was ever made, as for mail sent without us. */
export async function decisionOfMessage(db: Drizzle, messageId: string): Promise<DecisionRow | null> {
  const [row] = await db.select().from(decisions).where(eq(decisions.messageId, messageId)).limit(1);
  return row === undefined ? null : asFolded(row);
}

/** The newest decision on each message of a notification, the newest first, before where the last page ended. */
export async function decisionsOfNotification(
  db: Drizzle,
  notificationId: string,
  page: { readonly before: DecisionPosition | null; readonly limit: number },
): Promise<{ readonly decisions: readonly DecisionRow[]; readonly nextBefore: DecisionPosition | null }> {
  const { before, limit } = page;
  const rows = await db
    .select()
    .from(decisions)
    .where(
      and(
        eq(decisions.notificationId, notificationId),
        before === null
          ? undefined
          : sql`(${decisions.decidedAt}, ${decisions.messageId})
              < (${before.decidedAt}::timestamptz, ${before.messageId})`,
      ),
    )
    .orderBy(desc(decisions.decidedAt), desc(decisions.messageId))
    .limit(limit + 1);
  const found = rows.slice(0, limit).map(asFolded);
  const last = found.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    decisions: found,
    nextBefore: more ? { decidedAt: last.decidedAt, messageId: last.messageId } : null,
  };
}

/** Where a page ended. */
type DecisionPosition = Pick<DecisionRow, 'decidedAt' | 'messageId'>;

/** Safe: the fold alone writes this table, so its text columns hold what the fold's types say. */
function asFolded(row: typeof decisions.$inferSelect): DecisionRow {
  return row as DecisionRow;
}
