import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/**
 * Read model: what stands in people's inboxes and what they did with it. Folded by `server/projections/inbox/`. A message
 * that was not sent through us has a row only once its person marked it; what it is, the read model `messages` says.
 */
export const inboxEntries = readModels.table(
  'inbox_entries',
  {
    entryId: text('entry_id').primaryKey(),
    /** As the installation names its people; null where an address is told and nobody named. */
    userId: text('user_id'),
    /** The same person, as the event store knows them. */
    subjectId: text('subject_id'),
    /** Null as long as nobody asked for it, and for messages. */
    requestedAt: instant('requested_at'),
    eventId: text('event_id'),
    category: text('category'),
    criticality: text('criticality'),
    /** In the caller's order of preference. */
    channels: text('channels').array().notNull(),
    /** Those over which it was decided to send it, in alphabetical order. */
    sentOver: text('sent_over').array().notNull(),
    /** On some channel there was no address that could be used. */
    unreachable: boolean('unreachable').notNull(),
    /** As an inbox shows it; null where no text fits, and once the person is erased. */
    title: text('title'),
    body: text('body'),
    /** Both in lower case. */
    searched: text('searched'),
    /** The newest mark of each sort, and the newest sign that the person saw it elsewhere. */
    readMark: jsonb('read_mark'),
    archivedMark: jsonb('archived_mark'),
    seen: jsonb('seen'),
    /** What follows from the marks; null where nothing is known of it. */
    read: boolean('read'),
    archived: boolean('archived').notNull(),
    /** Was sent, or could not be, was not read and is not put away. */
    unread: boolean('unread').notNull(),
    erased: boolean('erased').notNull(),
  },
  (table) => [
    index('inbox_entries_user_newest').on(table.userId, table.requestedAt, table.entryId),
    index('inbox_entries_user_unread').on(table.userId, table.requestedAt, table.entryId).where(sql`unread`),
    index('inbox_entries_user_archived')
      .on(table.userId, table.requestedAt, table.entryId)
      .where(sql`archived`),
    index('inbox_entries_subject_newest').on(table.subjectId, table.requestedAt, table.entryId),
  ],
);
