import { innermostError } from '#server/innermost-error.ts';

/**
 * One JSON value a line, page by page until a page is null. A page is asked for only when the reader has taken the one
 * before, so that memory holds one, however slow the reader and however long the stream. A page that cannot be had
 * breaks the stream off, which the reader sees, and is told to `onFailure`.
 */
export function ndjsonStream(
  nextPage: () => Promise<readonly unknown[] | null>,
  onFailure: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          let page = await nextPage();
          // A pull that brings nothing would not be repeated.
          while (page?.length === 0) page = await nextPage();
          if (page === null) controller.close();
          else controller.enqueue(encoder.encode(page.map((line) => `${JSON.stringify(line)}\n`).join('')));
        } catch (error) {
          onFailure(error instanceof Error ? innermostError(error) : error);
          controller.error(new Error('The export broke off.'));
        }
      },
    },
    { highWaterMark: 0 },
  );
}
