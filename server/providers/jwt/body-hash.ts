import { createHash, timingSafeEqual } from 'node:crypto';

/** Names under which dispatchers bind a token to a body. The last is what Vonage and MessageBird call it. */
const claimNames = ['body_sha256', 'request_body_sha256', 'payload_hash'] as const;

/**
 * Whether the token says that it is for this very body: `unbound` when it does not say for which, `other` when one of
 * the hashes it has, SHA-256 in hex or base64url, is another body's or no hash at all.
 */
export function bindingOf(
  claims: Readonly<Record<string, unknown>>,
  body: Buffer,
): 'bound' | 'other' | 'unbound' {
  const hashes = claimNames.filter((name) => Object.hasOwn(claims, name)).map((name) => claims[name]);
  if (hashes.length === 0) return 'unbound';
  const actual = createHash('sha256').update(body).digest();
  return hashes.every((hash) => timingSafeEqual(bytesOf(hash), actual)) ? 'bound' : 'other';
}

/** Text that is no hash becomes one that fits no body. */
function bytesOf(hash: unknown): Buffer {
  const none = Buffer.alloc(32);
  if (typeof hash !== 'string') return none;
  if (/^[0-9a-f]{64}$/i.test(hash)) return Buffer.from(hash, 'hex');
  return /^[\w-]{43}=?$/.test(hash) ? Buffer.from(hash, 'base64url') : none;
}
