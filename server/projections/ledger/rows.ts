import type { LedgerBlock } from './chain.ts';

/** A block as the driver reads and writes it. */
export interface LedgerRow {
  readonly block: number;
  readonly first_position: number;
  readonly last_position: number;
  readonly events: number;
  readonly previous_hash: Buffer;
  readonly hash: Buffer;
  readonly entries: Buffer;
}

export function blockOfRow(row: LedgerRow): LedgerBlock {
  return {
    block: row.block,
    firstPosition: row.first_position,
    lastPosition: row.last_position,
    events: row.events,
    previousHash: row.previous_hash,
    hash: row.hash,
    entries: row.entries,
  };
}

export function rowOfBlock(block: LedgerBlock): LedgerRow {
  return {
    block: block.block,
    first_position: block.firstPosition,
    last_position: block.lastPosition,
    events: block.events,
    previous_hash: block.previousHash,
    hash: block.hash,
    entries: block.entries,
  };
}
