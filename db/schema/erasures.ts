import { index, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/** Read model: who wishes to be erased, and what became of it; it names nobody. Folded by `server/projections/erasures/`. */
export const erasures = readModels.table(
  'erasures',
  {
    erasureId: text('erasure_id').primaryKey(),
    /** Open, withdrawn, refused, confirmed or completed. */
    status: text('status').notNull(),
    /** As the installation names its people. These three are null as long as only what followed was heard of. */
    userIds: text('user_ids').array(),
    language: text('language'),
    requestedAt: instant('requested_at'),
    /** Null while nobody has decided. */
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    /** Null while nobody has decided, and for what was withdrawn. */
    reason: text('reason'),
  },
  (table) => [index('erasures_status_oldest').on(table.status, table.requestedAt, table.erasureId)],
);
