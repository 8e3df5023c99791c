/** The raw bytes of a body, read once; stops reading when there are more than `maxBytes`. */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer | 'too large'> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return 'too large';
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return 'too large';
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0]
    ? Buffer.from(chunks[0].buffer, chunks[0].byteOffset, bytes)
    : Buffer.concat(chunks);
}
