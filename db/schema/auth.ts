import { sql } from 'drizzle-orm';
import { check, index, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Who has signed in at least once. The three tables of sign-in stand together: only `server/auth/` touches them. */
export const users = pgTable(
  'users',
  {
    id: text('id').primaryKey(),
    /** Lower-case. */
    email: text('email').notNull().unique('users_email'),
    emailVerifiedAt: instant('email_verified_at'),
    /** What was granted here. The environment may lift it: see `server/auth/role.ts`. */
    role: text('role', { enum: ['user', 'support', 'admin'] }).notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [check('users_role', sql`${table.role} in ('user', 'support', 'admin')`)],
);

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of what the cookie holds, so that a copy of this table signs nobody in. */
    tokenHash: text('token_hash').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('sessions_user').on(table.userId)],
);

export const verificationTokens = pgTable(
  'verification_tokens',
  {
    /** Keyed SHA-256 of what the link holds. */
    tokenHash: text('token_hash').primaryKey(),
    email: text('email').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** A used link stays for a day, so that its page can say why it does nothing. */
    usedAt: instant('used_at'),
  },
  (table) => [index('verification_tokens_expiry').on(table.expiresAt)],
);
