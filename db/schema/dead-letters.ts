import { boolean, index, integer, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/**
 * Read model: one row per verified item that no adapter could read. Folded by `server/projections/dead-letters/`.
 * The item itself stays in the event store, sealed.
 */
export const deadLetters = readModels.table(
  'dead_letters',
  {
    /** The event's id, the same in every copy of the store. */
    id: text('id').primaryKey(),
    subjectId: text('subject_id'),
    /** Stands for provider, failure and adapter version together: short enough for an index and a URL. */
    signature: text('signature').notNull(),
    provider: text('provider').notNull(),
    failure: text('failure').notNull(),
    adapterVersion: integer('adapter_version').notNull(),
    receivedAt: instant('received_at').notNull(),
    state: text('state').notNull(),
    recoveredAt: instant('recovered_at'),
    triedAt: instant('tried_at'),
    tryId: text('try_id'),
    replayId: text('replay_id'),
    // Defaults, so that rows of the build before can stay until they are folded anew.
    failedAt: instant('failed_at').notNull().default('1970-01-01T00:00:00.000Z'),
    failedId: text('failed_id').notNull().default(''),
    /** Of the item as it was received; null once it is erased. */
    sizeBytes: integer('size_bytes'),
    erased: boolean('erased').notNull(),
  },
  (table) => [
    index('dead_letters_signature').on(table.state, table.signature, table.receivedAt, table.id),
    index('dead_letters_subject').on(table.subjectId),
    index('dead_letters_replay').on(table.replayId, table.id),
  ],
);
