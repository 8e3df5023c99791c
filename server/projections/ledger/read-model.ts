import type { ReadModel } from '#server/projections/projection.ts';
import { ledgerProjection } from './fold.ts';
import { verifyStoredLedger } from './queries.ts';

/**
 * The ledger as the registry holds it. Folding it again would vouch for whatever is stored by now, so it is verified
 * first. One that was written by other logic cannot be: its rows are kept beside the new ones.
 */
export const ledgerReadModel: ReadModel = {
  ...ledgerProjection,
  async contradiction({ sql, eventStore }) {
    const verdict = await verifyStoredLedger(sql, eventStore);
    return verdict.status === 'broken' ? verdict.found.position : null;
  },
};
