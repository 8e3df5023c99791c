import type { Chunk } from './chunk.ts';

/**
 * One reading of the store for several readers, each of which goes at its own pace. The next chunk is read while the
 * last is being taken in, and no more than `held` are in memory: whoever is that far ahead waits for the slowest.
 */
export class Feed {
  readonly #read: (after: number) => Promise<Chunk>;
  readonly #held: number;
  readonly #chunks = new Map<number, Promise<Chunk>>();
  /** The number of the chunk at which each reader is. */
  readonly #places = new Map<symbol, number>();
  #end: Promise<number>;
  #waiting: (() => void)[] = [];

  /** Reads from a position on, until a chunk says that it is the last. */
  constructor(
    read: (after: number) => Promise<Chunk>,
    { from, held }: { readonly from: number; readonly held: number },
  ) {
    this.#read = read;
    this.#held = held;
    this.#end = Promise.resolve(from);
  }

  /** The chunks in their order. Leave the loop, and nobody waits for this reader any more. */
  join(): AsyncGenerator<Chunk, void> {
    const reader = Symbol();
    this.#places.set(reader, 0);
    return this.#follow(reader);
  }

  async *#follow(reader: symbol): AsyncGenerator<Chunk, void> {
    try {
      for (let n = 0; ; n += 1) {
        this.#move(reader, n);
        while (!this.#isFree(n)) await new Promise<void>((wake) => this.#waiting.push(wake));
        const chunk = await this.#chunkAt(n);
        if (!chunk.isLast && this.#isFree(n + 1)) void this.#chunkAt(n + 1);
        if (chunk.last > chunk.after) yield chunk;
        if (chunk.isLast) return;
      }
    } finally {
      this.#move(reader, Number.POSITIVE_INFINITY);
    }
  }

  #chunkAt(n: number): Promise<Chunk> {
    const known = this.#chunks.get(n);
    if (known !== undefined) return known;
    const chunk = this.#end.then(this.#read);
    this.#end = chunk.then(({ last }) => last);
    // Those who wait for the chunk are told; nobody may be left to.
    this.#end.catch(() => undefined);
    this.#chunks.set(n, chunk);
    return chunk;
  }

  #isFree(n: number): boolean {
    return n < this.#slowest() + this.#held;
  }

  #slowest(): number {
    return Math.min(...this.#places.values());
  }

  /** Drops what everybody has had, and wakes those who waited for that. */
  #move(reader: symbol, n: number): void {
    this.#places.set(reader, n);
    for (const read of this.#chunks.keys()) if (read < this.#slowest()) this.#chunks.delete(read);
    const woken = this.#waiting;
    this.#waiting = [];
    for (const wake of woken) wake();
  }
}
