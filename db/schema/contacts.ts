import { index, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/** Read model: the newest word on a person's address on one channel. Folded by `server/projections/contacts/`. */
export const contacts = readModels.table(
  'contacts',
  {
    /** `<channel>/<user id>`. */
    key: text('key').primaryKey(),
    channel: text('channel').notNull(),
    /** As the installation names its people. */
    userId: text('user_id').notNull(),
    /** Of the address they have now; null once they removed it. */
    subjectId: text('subject_id'),
    /** Null when removed, and once its subject is erased. */
    address: text('address'),
    /** When it was said, and by which event. */
    at: instant('changed_at').notNull(),
    id: text('event_id').notNull(),
  },
  (table) => [
    index('contacts_user').on(table.userId),
    index('contacts_subject').on(table.subjectId, table.channel, table.userId),
  ],
);
