import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { blockSize, extendLedger, type LedgerBlock, type LedgerEntry } from './chain.ts';
import { type LedgerSource, verifyLedger } from './verify.ts';

const digestOf = (text: string) => createHash('sha256').update(text).digest();
const total = 2 * blockSize + 10;
/** Every second position, so that there is room between two events. */
const events: readonly LedgerEntry[] = Array.from({ length: total }, (_, n) => ({
  position: 2 * n + 2,
  digest: digestOf(`event ${n}`),
}));
const blocks = extendLedger(null, events);
const lastPosition = 2 * total;
const version = 3;

function sourceOf(given: {
  events?: readonly LedgerEntry[];
  blocks?: readonly LedgerBlock[];
  position?: number;
  version?: number | null;
}): LedgerSource {
  const all = given.blocks ?? blocks;
  return {
    head: async () => ({
      block: all.at(-1) ?? null,
      position: given.position ?? lastPosition,
      version: given.version === undefined ? version : given.version,
    }),
    blocks: async ({ after, before, limit }) =>
      all.filter(({ block }) => block > after && block < before).slice(0, limit),
    links: async ({ after, upTo, limit }) =>
      (given.events ?? events)
        .filter(({ position }) => position > after && position <= upTo)
        .sort((a, b) => a.position - b.position)
        .slice(0, limit),
  };
}

const verify = (given: Parameters<typeof sourceOf>[0], noted?: { events: number; hash: string }) =>
  verifyLedger(sourceOf(given), { version, noted });
const without = (position: number) => events.filter((event) => event.position !== position);
const withEvent = (position: number) => [...events, { position, digest: digestOf('forged') }];
const withBlock = (number: number, change: Partial<LedgerBlock>) =>
  blocks.map((block) => (block.block === number ? { ...block, ...change } : block));

describe('events', () => {
  it('are verified when nothing was touched', async () => {
    expect(await verify({})).toEqual({
      status: 'verified',
      events: total,
      blocks: 3,
      position: lastPosition,
      head: { events: total, hash: blocks.at(-1)?.hash.toString('hex') },
    });
  });

  it('that came in later are not held against the ledger', async () => {
    expect(await verify({ events: withEvent(lastPosition + 1) })).toMatchObject({
      status: 'verified',
      position: lastPosition,
    });
  });

  const edges = [2, 4, 2 * blockSize, 2 * blockSize + 2, 4 * blockSize, lastPosition];
  it.each(edges)('that changed are found at their position: %i', async (position) => {
    expect(await verify({ events: [...without(position), ...withEvent(position).slice(-1)] })).toMatchObject({
      status: 'broken',
      found: { kind: 'changed', position, block: Math.ceil(position / 2 / blockSize) },
    });
  });

  it.each(edges)('that were deleted are found at their position: %i', async (position) => {
    expect(await verify({ events: without(position) })).toMatchObject({
      status: 'broken',
      found: { kind: 'missing', position, block: Math.ceil(position / 2 / blockSize) },
    });
  });

  it.each([-7, 1, 3, 2 * blockSize + 1, lastPosition - 1])(
    'that were put in are found at their position: %i',
    async (position) => {
      expect(await verify({ events: withEvent(position) })).toMatchObject({
        status: 'broken',
        found: { kind: 'inserted', position },
      });
    },
  );

  it('are found at the first position when very many were put in', async () => {
    const forged = Array.from({ length: 500 }, (_, n) => ({ position: -n, digest: digestOf(`forged ${n}`) }));
    expect(await verify({ events: [...events, ...forged] })).toMatchObject({
      found: { kind: 'inserted', position: -499, block: 1 },
    });
  });

  it('that changed places are found at the first of the two', async () => {
    const [first, second] = [events[5], events[200]];
    const swapped = events.map((event, n) => {
      const other = n === 5 ? second : n === 200 ? first : event;
      return { position: event.position, digest: other?.digest ?? event.digest };
    });
    expect(await verify({ events: swapped })).toMatchObject({ found: { kind: 'changed', position: 12 } });
  });
});

describe('the ledger itself', () => {
  const forged = digestOf('forged');
  const otherEntries = Buffer.from(blocks[1]?.entries ?? Buffer.alloc(0));
  otherEntries.writeUInt8(otherEntries.readUInt8(100) ^ 1, 100);

  it.each<[string, Partial<LedgerBlock>]>([
    ['hash', { hash: forged }],
    ['previous hash', { previousHash: forged }],
    ['entries', { entries: otherEntries }],
    ['cut entries', { entries: otherEntries.subarray(0, 85) }],
    ['first position', { firstPosition: 1 }],
    ['last position', { lastPosition: 999_999 }],
    ['number of events', { events: 2_000_000_000 }],
    ['every entry', { events: 0, entries: Buffer.alloc(0) }],
  ])('is not believed when its %s was changed', async (_, change) => {
    expect(await verify({ blocks: withBlock(2, change) })).toMatchObject({
      status: 'broken',
      events: blockSize,
      found: { kind: 'ledger_row', block: 2, position: 2 * blockSize + 1 },
    });
  });

  it('is not believed when a row is missing, be it the last', async () => {
    expect(await verify({ blocks: blocks.filter(({ block }) => block !== 2) })).toMatchObject({
      found: { kind: 'ledger_row', position: 2 * blockSize + 1 },
    });
    expect(await verify({ blocks: blocks.slice(0, 2) })).toMatchObject({
      found: { kind: 'ledger_row', position: 4 * blockSize + 1 },
    });
    expect(await verify({ blocks: [] })).toMatchObject({ found: { kind: 'ledger_row', position: 1 } });
  });

  it('is not believed when a row has another number', async () => {
    expect(await verify({ blocks: withBlock(3, { block: 4 }) })).toMatchObject({
      found: { kind: 'ledger_row', position: 4 * blockSize + 1 },
    });
  });

  it('is not believed when a row was written anew to fit a forged event', async () => {
    const forged = events.map((event, n) => (n === 3 ? { ...event, digest: digestOf('forged') } : event));
    const [rewritten] = extendLedger(null, forged);
    expect(await verify({ events: forged, blocks: withBlock(1, rewritten ?? {}) })).toMatchObject({
      found: { kind: 'ledger_row', block: 2, position: 2 * blockSize + 1 },
    });
  });

  it('is not believed when a row before the last is not full', async () => {
    const [short] = extendLedger(null, events.slice(0, 100));
    if (!short) throw new Error('there is a block');
    const rest = extendLedger({ ...short, events: blockSize }, events.slice(100));
    expect(await verify({ blocks: [short, ...rest] })).toMatchObject({
      found: { kind: 'ledger_row', position: 1 },
    });
  });

  it('is not believed when its checkpoint is gone', async () => {
    expect(await verify({ position: 0, version: null })).toMatchObject({ found: { kind: 'ledger_row' } });
  });

  it('has nothing to say while it is empty, or was written by other logic', async () => {
    const empty = { blocks: [], events: [], position: 0 };
    expect(await verify(empty)).toEqual({
      status: 'verified',
      events: 0,
      blocks: 0,
      position: 0,
      head: null,
    });
    expect(await verify({ version: 2 })).toEqual({ status: 'outdated' });
  });
});

describe('a noted head', () => {
  const headAfter = (count: number) => {
    const hash = extendLedger(null, events.slice(0, count)).at(-1)?.hash.toString('hex') ?? '';
    return { events: count, hash };
  };

  it.each([1, blockSize - 1, blockSize, blockSize + 1, total])(
    'is found again after it moved on: %i',
    async (count) => {
      expect(await verify({}, headAfter(count))).toMatchObject({ status: 'verified' });
    },
  );

  it('finds a ledger that was written anew to fit forged events', async () => {
    const forged = events.map((event, n) => (n === 3 ? { ...event, digest: digestOf('forged') } : event));
    const rewritten = { events: forged, blocks: extendLedger(null, forged) };
    expect(await verify(rewritten)).toMatchObject({ status: 'verified' });
    for (const count of [4, blockSize, blockSize + 5, total]) {
      expect(await verify(rewritten, headAfter(count))).toMatchObject({
        status: 'broken',
        found: { kind: 'rewritten' },
      });
    }
    // What was noted before the forged event still holds.
    expect(await verify(rewritten, headAfter(3))).toMatchObject({ status: 'verified' });
  });

  it('finds a ledger that has become shorter', async () => {
    const kept = events.slice(0, 100);
    const shorter = { events: kept, blocks: extendLedger(null, kept), position: 200 };
    expect(await verify(shorter, headAfter(total))).toMatchObject({ found: { kind: 'rewritten' } });
  });
});
