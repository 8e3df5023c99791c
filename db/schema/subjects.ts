import { pgTable, text } from 'drizzle-orm/pg-core';
import { bytea, instant } from './columns.ts';

/** One random salt per person. Without it nothing sealed for that person can be opened, by anyone, ever. */
export const subjects = pgTable('subjects', {
  subjectId: text('subject_id').primaryKey(),
  /** Null after erasure. The row stays, so that later webhooks about the person store nothing personal. */
  salt: bytea('salt'),
  erasedAt: instant('erased_at'),
});
