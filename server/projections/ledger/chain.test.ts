import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockSize, chainHash, entryAt, extendLedger, type LedgerBlock, type LedgerEntry } from './chain.ts';

const digestOf = (position: number) => createHash('sha256').update(`event ${position}`).digest();
const entriesOf = (count: number): LedgerEntry[] =>
  Array.from({ length: count }, (_, n) => ({ position: 3 * n + 1, digest: digestOf(3 * n + 1) }));

/** The rows of a table that takes in these batches one after the other. */
function ledgerOf(batches: readonly (readonly LedgerEntry[])[]): LedgerBlock[] {
  const rows = new Map<number, LedgerBlock>();
  for (const batch of batches)
    for (const block of extendLedger([...rows.values()].at(-1) ?? null, batch)) rows.set(block.block, block);
  return [...rows.values()];
}

/** Text is compared much faster than buffers are. */
const shown = (blocks: readonly LedgerBlock[]) =>
  JSON.stringify(blocks, (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value).toString('hex') : value,
  );

describe('extendLedger', () => {
  it('gives the same rows whatever the batches', () => {
    const entries = entriesOf(3 * blockSize + 40);
    const whole = shown(ledgerOf([entries]));
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: entries.length }), { maxLength: 40 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), entries.length];
        const batches = at.slice(1).map((end, n) => entries.slice(at[n], end));
        expect(shown(ledgerOf(batches))).toBe(whole);
      }),
    );
    expect(shown(ledgerOf(entries.map((entry) => [entry])))).toBe(whole);
  });

  it('fills a block before it begins the next, chained on the hash of the full one', () => {
    const blocks = ledgerOf([entriesOf(2 * blockSize + 1)]);
    expect(blocks.map(({ block, events }) => ({ block, events }))).toEqual([
      { block: 1, events: blockSize },
      { block: 2, events: blockSize },
      { block: 3, events: 1 },
    ]);
    expect(blocks.map(({ previousHash }) => previousHash)).toEqual([
      Buffer.alloc(32),
      blocks[0]?.hash,
      blocks[1]?.hash,
    ]);
    expect(blocks[1]).toMatchObject({ firstPosition: 3 * blockSize + 1, lastPosition: 6 * blockSize - 2 });
  });

  it('hashes the hash before, then each position and digest', () => {
    const [block] = ledgerOf([entriesOf(2)]);
    const position = (value: number) => Buffer.from(value.toString(16).padStart(16, '0'), 'hex');
    const expected = createHash('sha256')
      .update(Buffer.concat([Buffer.alloc(32), position(1), digestOf(1), position(4), digestOf(4)]))
      .digest();
    expect(block?.hash).toEqual(expected);
    expect(block && entryAt(block, 1)).toEqual({ position: 4, digest: digestOf(4) });
  });

  it('can tell the hash that a block had when it held less', () => {
    const [earlier] = ledgerOf([entriesOf(5)]);
    const [later] = ledgerOf([entriesOf(9)]);
    expect(later && chainHash(later, 5)).toEqual(earlier?.hash);
    expect(later?.hash).not.toEqual(earlier?.hash);
  });

  it('refuses an event that was read out of order or twice', () => {
    const [block = null] = ledgerOf([entriesOf(5)]);
    expect(() => extendLedger(block, entriesOf(5).slice(4))).toThrow('given event 13 after event 13');
  });
});
