import { ledger } from '#db/schema/ledger.ts';
import type { ReadModel } from '#server/projections/projection.ts';
import { extendLedger } from './chain.ts';
import { blockOfRow, type LedgerRow, rowOfBlock } from './rows.ts';

/** Answers: is every event still what it was when it was recorded? */
export const ledgerProjection: ReadModel = {
  name: 'ledger',
  version: 1,
  tables: [ledger],
  reads: 'links',
  async apply({ sql, schema, links }) {
    const table = sql(`${schema}.ledger`);
    const [last] = await sql<LedgerRow[]>`select * from ${table} order by block desc limit 1`;
    const changed = extendLedger(last ? blockOfRow(last) : null, links);
    await sql`
      insert into ${table} ${sql(changed.map((block) => ({ ...rowOfBlock(block) })))}
      on conflict (block) do update set last_position = excluded.last_position, events = excluded.events,
        hash = excluded.hash, entries = excluded.entries`;
    return true;
  },
};
