/** More than any form of ours or of a mail program. */
const maxBytes = 16 * 1024;

/** What a request asks for: RFC 8058's one click, which our own button sends too, taking a change back, or staying. */
export type Pressed = 'unsubscribe' | 'undo' | 'keep' | 'nothing';

/**
 * Reads the form that was posted, whether URL-encoded or multipart. Anything else presses nothing: what a scanner sends that
 * tries the address must not count as a wish.
 */
export async function pressedIn(request: Request): Promise<Pressed> {
  const form = await formOf(request);
  if (form?.get('List-Unsubscribe') === 'One-Click') return 'unsubscribe';
  if (form?.get('keep') === '1') return 'keep';
  return form?.get('undo') === '1' ? 'undo' : 'nothing';
}

async function formOf(request: Request): Promise<URLSearchParams | FormData | null> {
  const body = await bodyOf(request);
  if (body === null) return null;
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) return new URLSearchParams(new TextDecoder().decode(body));
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch {
    return null;
  }
}

async function bodyOf(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of request.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) return null;
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}
