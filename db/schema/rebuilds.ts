import { bigint, boolean, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** The newest rebuild of each read model, and how far people's wishes have been taken up. Not folded from events. */
export const rebuilds = pgTable('rebuilds', {
  name: text('name').primaryKey(),
  /** As `server/domain/read-model/standing.ts` lists them. */
  status: text('status').notNull(),
  /** Of the logic that folds the new copy, and that folded the live rows when it began; null before the first one. */
  version: integer('version'),
  liveVersion: integer('live_version'),
  /** Position of the event that asked for it; null when it was due by itself. */
  requestPosition: bigint('request_position', { mode: 'number' }),
  startedAt: instant('started_at'),
  /** When it was swapped or aborted, or stopped to wait for somebody. */
  settledAt: instant('settled_at'),
  /** The position at which both copies were compared, and what was found. */
  comparedAt: bigint('compared_at', { mode: 'number' }),
  comparisons: jsonb('comparisons'),
  /** The position at which the store contradicts the live rows; null when it does not. */
  contradictedAt: bigint('contradicted_at', { mode: 'number' }),
  /** Somebody wants the new rows although they differ. */
  accepted: boolean('accepted').notNull(),
  /** Wishes up to this position have been taken up. */
  seenUpTo: bigint('seen_up_to', { mode: 'number' }).notNull(),
  /** The run that reads on. */
  worker: text('worker'),
});
