import { decodeJwt } from 'jose';

/** Longer than any honest token, and short enough to be decoded for anybody. */
const maxTokenLength = 8_192;

/** Visible ASCII: it becomes a key, and must mean the same to everybody. */
const jtiPattern = /^[\x21-\x7e]{1,200}$/;

/** The token of `Authorization: Bearer …`; null when it is none. A header sent twice arrives joined and is none. */
export function bearerToken(headers: Headers): string | null {
  const text = headers.get('authorization') ?? '';
  if (text.length > maxTokenLength) return null;
  return /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(text)?.[1] ?? null;
}

/** The id of a token; null when it is missing or cannot be a key. */
export function tokenIdOf(jti: unknown): string | null {
  return typeof jti === 'string' && jtiPattern.test(jti) ? jti : null;
}

/** The id of a token that was verified before; null where there is no token, as with a dead letter tried again. */
export function replayKey(headers: Headers): string | null {
  const token = bearerToken(headers);
  if (token === null) return null;
  try {
    return tokenIdOf(decodeJwt(token).jti);
  } catch {
    return null;
  }
}
