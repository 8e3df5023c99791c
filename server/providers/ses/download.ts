/** Fetches the text at a URL; rejects unless it is complete and came with 200. */
export type Download = (url: string) => Promise<string>;

export interface DownloadLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/**
 * SNS gives up on us after 15 seconds. Certificates have about 2 KB, confirmations less than one.
 */
const usual: DownloadLimits = { timeoutMs: 5_000, maxBytes: 64 * 1024 };

/**
 * Fetches a small text: no redirects, bounded in time and size. Rejects with a message that holds nothing of the URL,
 * since a URL here can carry a token.
 */
export async function download(
  url: string,
  { timeoutMs, maxBytes }: DownloadLimits = usual,
): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { redirect: 'manual', cache: 'no-store', signal }).catch(() => {
    throw new Error(signal.aborted ? 'no answer came in time' : 'the host could not be reached');
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`the host answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(response.body, signal)) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The body piece by piece; whoever stops reading early closes the connection. */
async function* chunksOf(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (signal.aborted) throw new Error('the answer did not end in time');
    throw error;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
