import { describe, expect, it, vi } from 'vitest';
import { ndjsonStream } from './ndjson-stream.ts';

const pagesOf = (...pages: readonly (readonly unknown[])[]) => {
  const left = [...pages];
  return async () => left.shift() ?? null;
};

describe('a stream of lines', () => {
  it('is each value on a line of its own, over pages without any', async () => {
    const stream = ndjsonStream(pagesOf([{ a: 1 }, 'two\nlines'], [], [null]), vi.fn());
    expect(await new Response(stream).text()).toBe('{"a":1}\n"two\\nlines"\nnull\n');
  });

  it('asks for no page before the one before was taken', async () => {
    const asked = vi.fn(async () => ['x'.repeat(1_000)]);
    const reader = ndjsonStream(asked, vi.fn()).getReader();
    await reader.read();
    await reader.read();
    expect(asked).toHaveBeenCalledTimes(2);
    await reader.cancel();
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('breaks off where a page cannot be had, and tells the cause', async () => {
    const cause = new Error('away');
    const onFailure = vi.fn();
    const broken = ndjsonStream(() => Promise.reject(new Error('query of jane', { cause })), onFailure);
    await expect(new Response(broken).text()).rejects.toThrow('The export broke off.');
    expect(onFailure).toHaveBeenCalledExactlyOnceWith(cause);
  });
});
