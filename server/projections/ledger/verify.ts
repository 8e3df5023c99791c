import {
  blockSize,
  chainHash,
  entryAt,
  entryCount,
  genesisHash,
  type LedgerBlock,
  type LedgerEntry,
} from './chain.ts';

/** Where ledger and event store are read. `server/projections/ledger/queries.ts` makes one for a database. */
export interface LedgerSource {
  /** In one look: the last block, how far the read model says it has read, and by which logic; null before any. */
  head(): Promise<{ block: LedgerBlock | null; position: number; version: number | null }>;
  /** Blocks after one and before another, by number, in order; at most `limit`. */
  blocks(range: { after: number; before: number; limit: number }): Promise<readonly LedgerBlock[]>;
  links(range: { after: number; upTo: number; limit: number }): Promise<readonly LedgerEntry[]>;
}

/** The head of the ledger as somebody wrote it down elsewhere: so many events had this hash, in hex. */
export interface NotedHead {
  readonly events: number;
  readonly hash: string;
}

/**
 * `changed`, `missing`, `inserted`: the event at `position`. `ledger_row`: the ledger itself was touched and vouches for
 * nothing from `position` on. `rewritten`: the chain is whole, but up to `position` it is not the one that was noted.
 */
export interface LedgerBreak {
  readonly kind: 'changed' | 'missing' | 'inserted' | 'ledger_row' | 'rewritten';
  readonly position: number;
  readonly block: number;
}

export type LedgerVerdict =
  | {
      readonly status: 'verified';
      readonly events: number;
      readonly blocks: number;
      /** Every event up to here is covered; 0 when there is none. */
      readonly position: number;
      /** To be noted where whoever can write to the database cannot; null for an empty ledger. */
      readonly head: NotedHead | null;
    }
  | { readonly status: 'broken'; readonly events: number; readonly found: LedgerBreak }
  /** Written by a build with another idea of the chain: says nothing before it is rebuilt. */
  | { readonly status: 'outdated' };

const blocksAtOnce = 16;

/** What precedes a block. Before the first one it is below every position, so that nothing hides in front of it. */
interface Previous {
  readonly block: number;
  readonly lastPosition: number;
  readonly hash: Buffer;
  /** From the first event on. */
  readonly events: number;
}

/**
 * Computes the whole chain again from what is stored and compares it with the ledger, up to the first difference.
 * The last block is read first: those before it are full and do not change while events come in.
 */
export async function verifyLedger(
  source: LedgerSource,
  options: { version: number; noted?: NotedHead | undefined },
): Promise<LedgerVerdict> {
  const { block: head, position, version } = await source.head();
  if (version !== null && version !== options.version) return { status: 'outdated' };
  let previous: Previous = { block: 0, lastPosition: Number.MIN_SAFE_INTEGER, hash: genesisHash, events: 0 };
  while (head && previous.block !== head.block) {
    const full = await source.blocks({ after: previous.block, before: head.block, limit: blocksAtOnce });
    for (const block of full.length > 0 ? full : [head]) {
      const found = await breakIn(source, previous, block, { isLast: block === head, noted: options.noted });
      if (found) return { status: 'broken', events: previous.events, found };
      previous = { ...block, events: previous.events + block.events };
    }
  }
  const { events, block: blocks } = previous;
  const covered = head ? previous.lastPosition : 0;
  const found = breakAfter(previous, covered, position, options.noted);
  if (found) return { status: 'broken', events, found };
  const noted = head ? { events, hash: head.hash.toString('hex') } : null;
  return { status: 'verified', events, blocks, position: covered, head: noted };
}

/** The last rows can be deleted without breaking the chain; the read model's checkpoint and a noted head know better. */
function breakAfter(
  { block, events }: Previous,
  covered: number,
  checkpoint: number,
  noted: NotedHead | undefined,
): LedgerBreak | null {
  if (checkpoint !== covered)
    return { kind: 'ledger_row', position: Math.min(checkpoint, covered) + 1, block };
  if (noted && noted.events > events) return { kind: 'rewritten', position: covered, block };
  return null;
}

async function breakIn(
  source: LedgerSource,
  previous: Previous,
  block: LedgerBlock,
  { isLast, noted }: { isLast: boolean; noted: NotedHead | undefined },
): Promise<LedgerBreak | null> {
  // Before the row is known to be whole, its positions are not to be relied on.
  if (!isWhole(previous, block, isLast))
    return { kind: 'ledger_row', position: Math.max(previous.lastPosition, 0) + 1, block: block.block };
  // What was put in stands before the last recorded event, so that it shows however few are read.
  const range = { after: previous.lastPosition, upTo: block.lastPosition, limit: block.events };
  const difference = firstDifference(block, await source.links(range));
  if (difference) return { ...difference, block: block.block };
  if (isAsNoted(previous, block, noted)) return null;
  return { kind: 'rewritten', position: block.lastPosition, block: block.block };
}

/** Compares what a block recorded with what is stored in its range, in order. */
function firstDifference(
  block: LedgerBlock,
  links: readonly LedgerEntry[],
): Pick<LedgerBreak, 'kind' | 'position'> | null {
  for (let index = 0; index < block.events; index += 1) {
    const recorded = entryAt(block, index);
    const stored = links[index];
    if (!stored || stored.position > recorded.position)
      return { kind: 'missing', position: recorded.position };
    if (stored.position < recorded.position) return { kind: 'inserted', position: stored.position };
    if (!stored.digest.equals(recorded.digest)) return { kind: 'changed', position: stored.position };
  }
  return null;
}

/** Whether a row of the ledger agrees with itself and with the row before it. */
function isWhole(previous: Previous, block: LedgerBlock, isLast: boolean): boolean {
  return (
    block.block === previous.block + 1 &&
    block.previousHash.equals(previous.hash) &&
    block.events === entryCount(block) &&
    (isLast ? block.events >= 1 && block.events <= blockSize : block.events === blockSize) &&
    block.firstPosition === entryAt(block, 0).position &&
    block.lastPosition === entryAt(block, block.events - 1).position &&
    block.hash.equals(chainHash(block))
  );
}

function isAsNoted(previous: Previous, block: LedgerBlock, noted: NotedHead | undefined): boolean {
  const count = (noted?.events ?? 0) - previous.events;
  if (!noted || count < 1 || count > block.events) return true;
  return chainHash(block, count).toString('hex') === noted.hash.toLowerCase();
}
