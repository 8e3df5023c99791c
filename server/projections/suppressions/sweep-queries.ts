import { and, gte, type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { suppressions } from '#db/schema/suppressions.ts';
import {
  emptyPolicyPreview,
  extendPolicyPreview,
  type PolicyComparison,
  type PolicyPreview,
} from '#server/domain/suppression/policy-preview.ts';
import type { SuppressionCause } from '#server/domain/suppression/undo.ts';
import type { SortKey } from '#server/projections/cursor.ts';
import { candidateRows, type SuppressionAddress } from './candidates.ts';

const PAGE = 2_000;

/** What other rules would make of every address there is. It reads all that something speaks against, a page at a time. */
export async function previewPolicy(db: Drizzle, comparison: PolicyComparison): Promise<PolicyPreview> {
  let preview = emptyPolicyPreview;
  await sweep(db, undefined, (addresses) => {
    preview = extendPolicyPreview(preview, addresses, comparison);
    return true;
  });
  return preview;
}

/**
 * Shows every address that a cause may have had suppressed, a page at a time, all as of one moment of the read model;
 * some are shown that it did not. Ends early once `visit` says false.
 */
export async function visitAddressesOfCause(
  db: Drizzle,
  { from, reasons }: SuppressionCause,
  visit: (addresses: readonly SuppressionAddress[]) => boolean,
): Promise<void> {
  // What began then has a fact from then on, whatever came after it.
  const fits = and(
    gte(suppressions.lastAt, from),
    sql`${suppressions.reasons} && ${sql.param([...reasons])}::text[]`,
  );
  await sweep(db, fits, visit);
}

/** One snapshot, so that an address whose place in the order changes meanwhile is met once all the same. */
function sweep(
  db: Drizzle,
  fits: SQL | undefined,
  visit: (addresses: readonly SuppressionAddress[]) => boolean,
): Promise<void> {
  return db.transaction(
    async (transaction) => {
      let after: SortKey | null = null;
      for (;;) {
        const rows: readonly SuppressionAddress[] = await candidateRows(transaction, fits, {
          after,
          limit: PAGE,
        });
        const last = rows.at(-1);
        if (last === undefined || !visit(rows) || rows.length < PAGE) return;
        after = [last.lastAt, last.key];
      }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}
