import { sql } from 'drizzle-orm';
import { boolean, index, text } from 'drizzle-orm/pg-core';
import { readModels } from './read-models.ts';

/** A derived id that stands for one of ours. They are few where providers give our id back. */
const joined = sql`alias is not null and message_id is not null`;

/**
 * Which id of ours an id derived from a provider's stands for; see `MessageLink`. Part of the read model `messages`, whose
 * rows are joined by it in the same transaction. It names nobody.
 */
export const messageLinks = readModels.table(
  'message_links',
  {
    /** Provider, its message id and the subject, as JSON text. */
    providerKey: text('provider_key').primaryKey(),
    subjectId: text('subject_id').notNull(),
    /** The derived id; null while every report brought ours. */
    alias: text('alias'),
    /** Our id; null while nothing has named it. */
    messageId: text('message_id'),
    /** Two of our ids claimed the key; the smaller has it. */
    contested: boolean('contested').notNull(),
  },
  (table) => [
    index('message_links_alias').on(table.alias).where(joined),
    index('message_links_provider_message').on(sql`(provider_key::jsonb ->> 1)`).where(joined),
    index('message_links_subject').on(table.subjectId).where(joined),
  ],
);
