import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Drizzle } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { instant } from '#server/domain/instant.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import { auditActions, auditTargetKinds } from './deed.ts';
import type { AuditRow } from './fold.ts';

const id = z.string().min(1).max(500);

/** What an auditor looks for; what is left out may be anything. */
export const auditFilter = z.object({
  actor: id.optional(),
  action: z.enum(auditActions).optional(),
  target: z.object({ kind: z.enum(auditTargetKinds), id }).optional(),
  /** Recorded at this moment or later. */
  from: instant.optional(),
  /** Recorded before this moment. */
  to: instant.optional(),
});
type AuditFilter = Readonly<z.infer<typeof auditFilter>>;

/**
 * What was done, the newest first by when the database learnt of it, older than the cursor: what is said to have been
 * done long ago stands where somebody who looks for news finds it. Throws DomainError `invalid_cursor`.
 */
export async function listAudit(
  db: Drizzle,
  { actor, action, target, from, to }: AuditFilter,
  page: { readonly cursor: string | null; readonly limit: number },
): Promise<{ readonly deeds: readonly AuditRow[]; readonly nextCursor: string | null }> {
  const older = page.cursor === null ? undefined : olderThan(page.cursor);
  const rows = await db
    .select()
    .from(audit)
    .where(
      and(
        actor === undefined ? undefined : eq(audit.actor, actor),
        action === undefined ? undefined : eq(audit.action, action),
        target && eq(audit.targetId, target.id),
        target && eq(audit.targetKind, target.kind),
        from === undefined ? undefined : gte(audit.recordedAt, from),
        to === undefined ? undefined : lt(audit.recordedAt, to),
        older,
      ),
    )
    .orderBy(desc(audit.recordedAt), desc(audit.position))
    .limit(page.limit + 1);
  const deeds = rows.slice(0, page.limit).map(asFolded);
  const last = deeds.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { deeds, nextCursor: more ? cursorOf([last.recordedAt, String(last.position)]) : null };
}

function olderThan(cursor: string): SQL {
  const [recordedAt, position] = sortKeyOf(cursor);
  if (!/^\d{1,15}$/.test(position)) {
    throw new DomainError('invalid_cursor', 'This page of the list does not exist.');
  }
  return sql`(${audit.recordedAt}, ${audit.position}) < (${recordedAt}::timestamptz, ${position}::bigint)`;
}

/** Safe: the fold alone writes this table, so its text and JSON columns hold what the fold's types say. */
function asFolded(row: typeof audit.$inferSelect): AuditRow {
  return row as AuditRow;
}
