import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SubjectAddress } from './event-store.ts';

export const nonceBytes = 12;
const tagBytes = 16;
const rememberedIds = 10_000;
const format = 1;

/** Thrown when sealed bytes do not open: a wrong EARSHOT_ENCRYPTION_KEY, or bytes changed behind our back. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/** The secrets of the event store, both 32 bytes in base64. */
export interface StoreSecrets {
  readonly encryptionKey: string;
  readonly addressPepper: string;
}

export interface Keys {
  readonly encryption: KeyObject;
  readonly pepper: KeyObject;
  /** Remembers the most recent ids: a request needs each several times. */
  readonly subjectIds: LRUCache<string, string>;
}

export function loadKeys(secrets: StoreSecrets): Keys {
  return {
    encryption: createSecretKey(Buffer.from(secrets.encryptionKey, 'base64')),
    pepper: createSecretKey(Buffer.from(secrets.addressPepper, 'base64')),
    subjectIds: new LRUCache({ max: rememberedIds }),
  };
}

/** The same mailbox or phone written differently is one subject. */
export function normaliseAddress(address: SubjectAddress): string {
  const value = address.value.trim().normalize('NFC');
  return `${address.kind}:${address.kind === 'email' ? value.toLowerCase() : value}`;
}

/** 128 bits of HMAC-SHA256 as 22 characters of base64url: found again, but not guessed without the pepper. */
export function keyedHash(keys: Keys, purpose: string, text: string): string {
  return createHmac('sha256', keys.pepper).update(`${purpose}\0${text}`).digest('base64url').slice(0, 22);
}

/** The keyed hash under which an address is known: 22 characters of base64url. */
export function subjectIdOf(keys: Keys, address: SubjectAddress): string {
  const text = normaliseAddress(address);
  let id = keys.subjectIds.get(text);
  if (id === undefined) {
    id = keyedHash(keys, 'subject', text);
    keys.subjectIds.set(text, id);
  }
  return id;
}

/**
 * One subject's AES key: HMAC-SHA256 as the pseudorandom function of NIST SP 800-108, one block. A KeyObject, because
 * Node 24 was measured to take 15 µs to make one of bytes whenever it is given these.
 */
export function deriveSubjectKey(keys: Keys, subjectId: string, salt: Buffer): KeyObject {
  const bytes = createHmac('sha256', keys.encryption)
    .update(salt)
    .update(`earshot subject key 1\0${subjectId}`)
    .digest();
  return createSecretKey(bytes);
}

/** What sealed bytes are bound to, so that they cannot be moved to another event. */
export function sealContext(event: { source: string; sourceEventId: string }): string {
  return `${event.source}\0${event.sourceEventId}`;
}

/** AES-256-GCM. Layout: format byte, 12-byte nonce, ciphertext, 16-byte tag. `context` binds the bytes to their event. */
export function seal(key: KeyObject, nonce: Buffer, plaintext: string, context: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  const head = Buffer.allocUnsafe(1 + nonceBytes);
  head[0] = format;
  nonce.copy(head, 1);
  return Buffer.concat([head, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** The plaintext of sealed bytes, in UTF-8; throws SealError. */
export function open(key: KeyObject, sealed: Buffer, context: string): Buffer {
  if (sealed[0] !== format || sealed.length < 1 + nonceBytes + tagBytes)
    throw new SealError('unknown seal format');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceBytes));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    const plaintext = decipher.update(sealed.subarray(1 + nonceBytes, sealed.length - tagBytes));
    // In this mode the last block is empty; what counts is that the tag was checked.
    decipher.final();
    return plaintext;
  } catch {
    throw new SealError('sealed data does not open: is EARSHOT_ENCRYPTION_KEY the one it was written with?');
  }
}
