import { bigint, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

/**
 * The truth. Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE, and the app's role has no such grant.
 * Only `server/event-store/` touches it.
 */
export const events = pgTable(
  'events',
  {
    position: bigint('position', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    stream: text('stream').notNull(),
    type: text('type').notNull(),
    schemaVersion: integer('schema_version').notNull(),
    /** Their clock, ours, and the database's. */
    occurredAt: instant('occurred_at').notNull(),
    receivedAt: instant('received_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    source: text('source').notNull(),
    sourceEventId: text('source_event_id').notNull(),
    /** Keyed hash of the content: recognises a redelivery whose id the provider changed. */
    fingerprint: text('fingerprint').notNull(),
    /** Never personal. What is personal is in `sealed`, under the key of `subject_id`. */
    data: jsonb('data').notNull(),
    subjectId: text('subject_id'),
    sealed: bytea('sealed'),
    actor: text('actor'),
    causation: text('causation'),
    correlation: text('correlation'),
    verification: jsonb('verification'),
  },
  (table) => [
    unique('events_source_event_id').on(table.source, table.sourceEventId),
    unique('events_fingerprint').on(table.fingerprint),
    index('events_stream').on(table.stream, table.position),
    index('events_subject').on(table.subjectId, table.position),
  ],
);
