import { sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { projections } from '#db/schema/projections.ts';
import { reactions } from '#db/schema/reactions.ts';

/** What a reaction has not seen yet, as far as the read models that it asks have read themselves. */
export interface Unseen {
  readonly after: number;
  readonly upTo: number;
}

/** A reaction that is new has seen nothing. */
export async function unseenBy(
  db: Drizzle,
  reaction: string,
  readModels: readonly string[],
): Promise<Unseen> {
  const read = sql`(select coalesce(min(${projections.position}), 0) from ${projections}
    where slot = 'live' and name = any(${sql.param(readModels)}::text[])
    having count(*) = ${readModels.length})`;
  const [row] = await db.execute<{ after: number; up_to: number }>(sql`
    with added as (
      insert into ${reactions} (name, position, updated_at)
      values (${reaction}, 0, clock_timestamp())
      on conflict (name) do nothing returning position)
    select coalesce((select position from added), (select position from ${reactions} where name = ${reaction}))
      as after, coalesce(${read}, 0) as up_to`);
  if (row === undefined) throw new Error('Postgres returned no position.');
  return { after: row.after, upTo: row.up_to };
}

/** Never moves back, so that of two who react at once the slower does no harm. */
export async function moveReaction(db: Drizzle, reaction: string, position: number): Promise<void> {
  await db.execute(sql`
    update ${reactions} set position = ${position}, updated_at = clock_timestamp()
    where name = ${reaction} and position < ${position}`);
}
