import { createHash } from 'node:crypto';

/** Events in a full block. Counted from the first event on, so that it does not show in which batches they were read. */
export const blockSize = 128;

/** What the first block is chained on. */
export const genesisHash = Buffer.alloc(32);

const positionBytes = 8;
const entryBytes = positionBytes + 32;

/** One event as the chain knows it. */
export interface LedgerEntry {
  readonly position: number;
  /** SHA-256 over what is stored. */
  readonly digest: Buffer;
}

/** A row of the ledger. */
export interface LedgerBlock {
  readonly block: number;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly events: number;
  readonly previousHash: Buffer;
  readonly hash: Buffer;
  readonly entries: Buffer;
}

/** The blocks that these events add to or begin, after the last one so far. Throws when they are not in read order. */
export function extendLedger(
  last: LedgerBlock | null,
  entries: readonly LedgerEntry[],
): readonly LedgerBlock[] {
  const changed: LedgerBlock[] = [];
  let current = last;
  for (let taken = 0; taken < entries.length; ) {
    const open = current !== null && current.events < blockSize ? current : emptyAfter(current);
    const part = entries.slice(taken, taken + blockSize - open.events);
    current = withEntries(open, part);
    changed.push(current);
    taken += part.length;
  }
  return changed;
}

/** SHA-256 over the hash before and the entries since; `count` asks for the first so many of them only. */
export function chainHash(
  block: Pick<LedgerBlock, 'previousHash' | 'entries'>,
  count = entryCount(block),
): Buffer {
  return createHash('sha256')
    .update(block.previousHash)
    .update(block.entries.subarray(0, count * entryBytes))
    .digest();
}

/** The number of entries; a fraction when the bytes were cut. */
export function entryCount({ entries }: Pick<LedgerBlock, 'entries'>): number {
  return entries.length / entryBytes;
}

export function entryAt({ entries }: Pick<LedgerBlock, 'entries'>, index: number): LedgerEntry {
  const start = index * entryBytes;
  return {
    position: Number(entries.readBigInt64BE(start)),
    digest: entries.subarray(start + positionBytes, start + entryBytes),
  };
}

function emptyAfter(previous: LedgerBlock | null): LedgerBlock {
  return {
    block: (previous?.block ?? 0) + 1,
    firstPosition: 0,
    lastPosition: previous?.lastPosition ?? Number.MIN_SAFE_INTEGER,
    events: 0,
    previousHash: previous?.hash ?? genesisHash,
    hash: genesisHash,
    entries: Buffer.alloc(0),
  };
}

function withEntries(block: LedgerBlock, added: readonly LedgerEntry[]): LedgerBlock {
  let { lastPosition } = block;
  let end = block.entries.length;
  const entries = Buffer.alloc(end + added.length * entryBytes);
  block.entries.copy(entries);
  for (const { position, digest } of added) {
    if (position <= lastPosition)
      throw new Error(`the ledger was given event ${position} after event ${lastPosition}`);
    lastPosition = position;
    entries.writeBigInt64BE(BigInt(position), end);
    digest.copy(entries, end + positionBytes);
    end += entryBytes;
  }
  return {
    ...block,
    firstPosition: block.events === 0 ? (added[0]?.position ?? 0) : block.firstPosition,
    lastPosition,
    events: block.events + added.length,
    hash: chainHash({ previousHash: block.previousHash, entries }),
    entries,
  };
}
