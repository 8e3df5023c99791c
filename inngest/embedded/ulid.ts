const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ENTROPY_BYTES = 10;

/** Encodes 48 bits of time and 80 bits of entropy as a 26-character ULID (Crockford base 32). */
export function encodeUlid(epochMs: number, entropy: Uint8Array): string {
  if (entropy.length !== ENTROPY_BYTES) throw new RangeError('A ULID needs exactly 10 bytes of entropy.');
  let value = BigInt(Math.max(0, Math.trunc(epochMs)));
  for (const byte of entropy) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (let index = 0; index < 26; index += 1) {
    text = ALPHABET.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}

/**
 * Makes fresh ULIDs from the system's secure random source. Those of one millisecond count up from the first,
 * so that sorting by id is sorting by age.
 */
export function createUlidFactory(): (epochMs: number) => string {
  let lastMs = Number.NaN;
  let entropy = new Uint8Array(ENTROPY_BYTES);
  return (epochMs) => {
    if (epochMs !== lastMs) entropy = crypto.getRandomValues(new Uint8Array(ENTROPY_BYTES));
    else increment(entropy);
    lastMs = epochMs;
    return encodeUlid(epochMs, entropy);
  };
}

export const newUlid = createUlidFactory();

/** What the SDK sends as `x-inngest-event-id-seed`, so that a repeated request yields the same ids. */
export interface UlidSeed {
  readonly epochMs: number;
  readonly entropy: Uint8Array;
}

/** Reads `<millis>,<base64 of 10 bytes>`; anything else is undefined, and the caller draws fresh ids. */
export function parseUlidSeed(header: string | null | undefined): UlidSeed | undefined {
  const [millis, encoded, ...rest] = (header ?? '').split(',');
  if (millis === undefined || encoded === undefined || rest.length > 0) return undefined;
  const epochMs = Number(millis);
  const entropy = new Uint8Array(Buffer.from(encoded, 'base64'));
  if (!/^\d{1,15}$/.test(millis) || entropy.length !== ENTROPY_BYTES) return undefined;
  return { epochMs, entropy };
}

/** The id of the event at `index` (from 0) of a seeded request: the last four bytes count up from one. */
export function ulidFromSeed(seed: UlidSeed, index: number): string {
  const entropy = Uint8Array.from(seed.entropy);
  const view = new DataView(entropy.buffer);
  view.setUint32(ENTROPY_BYTES - 4, (view.getUint32(ENTROPY_BYTES - 4) + index + 1) >>> 0);
  return encodeUlid(seed.epochMs, entropy);
}

function increment(bytes: Uint8Array): void {
  for (let index = bytes.length - 1; index >= 0; index -= 1) {
    const next = ((bytes[index] ?? 0) + 1) & 255;
    bytes[index] = next;
    if (next !== 0) return;
  }
}
