import { inArray, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { messages } from '#db/schema/messages.ts';

/** Every id under which each of our messages was heard of, by our id; those nobody heard of are left out. */
export async function idsOfOwnMessages(
  db: Drizzle,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (messageIds.length === 0) return new Map();
  const rows = await db
    .select({
      messageId: messages.messageId,
      ids: sql<string[] | null>`jsonb_path_query_array(${messages.parts}, '$[*].messageId')`,
    })
    .from(messages)
    .where(inArray(messages.messageId, [...messageIds]));
  return new Map(rows.map(({ messageId, ids }) => [messageId, ids ?? [messageId]]));
}
