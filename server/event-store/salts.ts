import type { Sql, Transaction } from '#db/client.ts';

/** The salt of each subject of these events, null where they were erased: one look a subject in place of one an event. */
export async function saltsOf(
  sql: Sql | Transaction,
  events: readonly { readonly subject_id: string | null }[],
): Promise<ReadonlyMap<string, Buffer | null>> {
  const subjectIds = new Set<string>();
  for (const { subject_id: subjectId } of events) if (subjectId !== null) subjectIds.add(subjectId);
  if (subjectIds.size === 0) return new Map();
  const rows = await sql<{ subject_id: string; salt: Buffer | null }[]>`
    select subject_id, salt from subjects where subject_id = any(${[...subjectIds]}::text[])`;
  return new Map(rows.map((row) => [row.subject_id, row.salt]));
}
