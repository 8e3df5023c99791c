import type { Sql } from '#db/client.ts';
import type { EventType } from '#server/domain/events.ts';

/** The streams in which events of some types stand in a range, found without opening any. */
export async function changedStreams(
  sql: Sql,
  { after, upTo }: { after: number; upTo: number },
  types: readonly EventType[],
): Promise<readonly string[]> {
  const rows = await sql<{ stream: string }[]>`
    select distinct stream from events
    where position > ${after} and position <= ${upTo} and type = any(${[...types]}::text[])`;
  return rows.map(({ stream }) => stream);
}
