import { bigint, integer } from 'drizzle-orm/pg-core';
import { bytea } from './columns.ts';
import { readModels } from './read-models.ts';

/** Read model: the hash chain over the event store, one row per block. Folded by `server/projections/ledger/`. */
export const ledger = readModels.table('ledger', {
  /** From 1, without gaps. */
  block: integer('block').primaryKey(),
  firstPosition: bigint('first_position', { mode: 'number' }).notNull(),
  lastPosition: bigint('last_position', { mode: 'number' }).notNull(),
  /** The last block may have room; every other one is full. */
  events: integer('events').notNull(),
  previousHash: bytea('previous_hash').notNull(),
  /** SHA-256 over `previous_hash` and `entries`. */
  hash: bytea('hash').notNull(),
  /** For each event its position, 8 bytes, and its digest, 32 bytes: they tell which event was touched. */
  entries: bytea('entries').notNull(),
});
