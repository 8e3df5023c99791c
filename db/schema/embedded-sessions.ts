import { index, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Whom the host product handed over, for as long as their session lasts. Only `server/auth/` touches it. */
export const embeddedSessions = pgTable(
  'embedded_sessions',
  {
    /** Keyed SHA-256 of what the cookie holds, so that a copy of this table signs nobody in. */
    tokenHash: text('token_hash').primaryKey(),
    /** As the host names its people: no account of ours stands behind it. */
    personId: text('person_id').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    index('embedded_sessions_person').on(table.personId),
    index('embedded_sessions_expiry').on(table.expiresAt),
  ],
);
