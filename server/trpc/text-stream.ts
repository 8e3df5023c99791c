import { innermostError } from '#server/innermost-error.ts';

/** Texts are sent together up to this many characters: an own chunk for each line would cost more than the line. */
const chunkLength = 32_000;

/**
 * Texts as a stream of UTF-8. More is asked for only when the reader has taken what came before, so that memory holds one
 * chunk, however slow the reader and however long the stream. What cannot be had breaks the stream off, which the reader
 * sees, and is told to `onFailure`.
 */
export function textStream(
  texts: AsyncIterable<string>,
  onFailure: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = texts[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          let chunk = '';
          while (chunk.length < chunkLength) {
            const { done, value } = await iterator.next();
            if (done) {
              if (chunk !== '') controller.enqueue(encoder.encode(chunk));
              controller.close();
              return;
            }
            chunk += value;
          }
          controller.enqueue(encoder.encode(chunk));
        } catch (error) {
          onFailure(error instanceof Error ? innermostError(error) : error);
          controller.error(new Error('The download broke off.'));
        }
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
