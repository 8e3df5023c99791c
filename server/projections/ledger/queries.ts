import type { Sql, Transaction } from '#db/client.ts';
import type { LedgerEntry } from './chain.ts';
import { ledgerProjection } from './fold.ts';
import { blockOfRow, type LedgerRow } from './rows.ts';
import { type LedgerSource, type LedgerVerdict, type NotedHead, verifyLedger } from './verify.ts';

/** What is needed of an event store. */
interface Links {
  readLinks(range: { after: number; upTo: number; limit: number }): Promise<readonly LedgerEntry[]>;
}

interface Reached {
  readonly position: number | null;
  readonly version: number | null;
}

/** Verifies the ledger of a database against its events. With `noted`, also that it is still the ledger it was then. */
export function verifyStoredLedger(
  sql: Sql | Transaction,
  eventStore: Links,
  noted?: NotedHead | undefined,
): Promise<LedgerVerdict> {
  return verifyLedger(ledgerSource(sql, eventStore), { version: ledgerProjection.version, noted });
}

function ledgerSource(sql: Sql | Transaction, eventStore: Links): LedgerSource {
  return {
    async head() {
      const [row] = await sql<(Reached & (LedgerRow | { readonly block: null }))[]>`
        select p.position, p.version, l.* from (select) as always
        left join projections p on p.name = ${ledgerProjection.name} and p.slot = 'live'
        left join (select * from read_models.ledger order by block desc limit 1) l on true`;
      return {
        block: row && row.block !== null ? blockOfRow(row) : null,
        position: row?.position ?? 0,
        version: row?.version ?? null,
      };
    },
    async blocks({ after, before, limit }) {
      const rows = await sql<LedgerRow[]>`
        select * from read_models.ledger where block > ${after} and block < ${before} order by block limit ${limit}`;
      return rows.map(blockOfRow);
    },
    links: (range) => eventStore.readLinks(range),
  };
}
