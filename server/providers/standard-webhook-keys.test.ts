import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './provider.ts';
import { parseStandardKeys, standardHeaders, verifyStandard } from './standard-webhook.ts';
import {
  edOf,
  hmacOf,
  keysOf,
  published,
  request,
  secretOf,
  serialized,
  signedAt,
  told,
} from './standard-webhook-vectors.ts';

describe('keys', () => {
  const pair = generateKeyPairSync('ed25519');
  const der = pair.publicKey.export({ format: 'der', type: 'spki' });
  const publicKey = `whpk_${der.subarray(-32).toString('base64')}`;

  it('may be old and new at once, of either kind', () => {
    const keys = `${serialized(secretOf(24))}, ${published.secret} ,${publicKey},`;
    expect(keysOf(keys).map(({ version }) => version)).toEqual(['v1', 'v1', 'v1a']);
    expect(told(request(), keys)).toBe('hmac-sha256');
    expect(told(request({ signature: hmacOf(secretOf(24)) }), keys)).toBe('hmac-sha256');
    expect(told(request({ signature: edOf(pair.privateKey) }), keys)).toBe('ed25519');
    expect(told(request({ signature: published.v1a }), keys)).toBe('401 signature_mismatch');
  });

  it('accept nothing once there are none', () => {
    expect(verifyStandard([], standardHeaders, request(), signedAt)).toMatchObject({
      code: 'signature_mismatch',
    });
    expect(keysOf('')).toEqual([]);
    expect(parseStandardKeys('SECRETS', undefined)).toEqual([]);
  });

  it('do not serve as one another: a public key is no secret', () => {
    const asSecret = hmacOf(Buffer.from(published.publicKey.slice(5), 'base64'));
    expect(told(request({ signature: asSecret }), published.publicKey)).toBe('401 signature_mismatch');
    expect(told(request({ signature: asSecret.replace('v1,', 'v1a,') }), published.publicKey)).toBe(
      '401 signature_mismatch',
    );
  });

  it.each([24, 32, 64])('may be secrets of %i bytes', (length) => {
    expect(told(request({ signature: hmacOf(secretOf(length)) }), serialized(secretOf(length)))).toBe(
      'hmac-sha256',
    );
  });

  it.each([
    ['a secret of 23 bytes', serialized(secretOf(23))],
    ['a secret of 65 bytes', serialized(secretOf(65))],
    ['an empty secret', 'whsec_'],
    ['a secret without its prefix', published.secret.slice(6)],
    ['a secret that is no base64', 'whsec_not*base64*at*all*but*long*enough*'],
    ['a secret in base64url', `whsec_${Buffer.alloc(32, 0xfb).toString('base64url')}`],
    ['a public key of 31 bytes', `whpk_${Buffer.alloc(31, 1).toString('base64')}`],
    ['a public key of 33 bytes', `whpk_${Buffer.alloc(33, 1).toString('base64')}`],
    ['a public key with its armour', `whpk_${der.toString('base64')}`],
    ['a private key', `whsk_${published.seed}`],
  ])('are refused without showing them: %s', (_, key) => {
    for (const text of [key, `${published.secret},${key}`]) {
      expect(() => keysOf(text)).toThrow(ConfigurationError);
      expect(() => keysOf(text)).toThrow(/^SECRETS: (?:the key|key 2 of 2) must be whsec_/);
      expect(() => keysOf(text)).not.toThrow(key.slice(6, 20) || 'nothing to show');
    }
  });

  it('are told apart by names that do not give them away', () => {
    const ids = [published.secret, serialized(secretOf(24)), publicKey].flatMap(keysOf).map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
    const hex = Buffer.from(published.secret.slice(6), 'base64').toString('hex');
    expect(hex).not.toContain(ids[0]);
  });
});

describe('whatever comes', () => {
  /** Chance with a fixed seed: the same in every run, so that a failure can be had again. */
  const chance = { seed: 20_261_121, numRuns: 1_000 };
  const keys = `${published.secret},${published.publicKey}`;
  const word = fc.oneof(
    fc.stringMatching(/^[ -~]{1,60}$/),
    fc.stringMatching(/^v\d{1,2}[a-z]?,[A-Za-z0-9+/]{0,90}={0,2}$/),
    fc.constantFrom(published.v1, published.v1a, published.id, published.timestamp, ',', ' ', '.'),
  );
  const header = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ').trim() || '.');

  it('gets an answer and never an exception, and what is accepted carries a published signature', () => {
    fc.assert(
      fc.property(
        header,
        header,
        header,
        fc.uint8Array({ maxLength: 40 }),
        (id, timestamp, signature, bytes) => {
          expect(told(request({ id, timestamp, signature, body: Buffer.from(bytes) }), keys)).toMatch(
            /^401 \w+$/,
          );
          const genuine = told(request({ signature }), keys);
          const isThere = signature
            .split(' ')
            .some((part) => part === published.v1 || part === published.v1a);
          if (!isThere) expect(genuine).toMatch(/^401 signature_(?:malformed|mismatch)$/);
        },
      ),
      chance,
    );
  });

  it('is refused when any one byte of it is another', () => {
    const whole = Buffer.from([published.id, published.timestamp, published.body].join('\n'));
    const place = fc.record({ at: fc.nat(whole.length - 1), mask: fc.integer({ min: 1, max: 127 }) });
    fc.assert(
      fc.property(place, fc.constantFrom(published.v1, published.v1a), ({ at, mask }, signature) => {
        const copy = Buffer.from(whole);
        copy.writeUInt8((copy[at] ?? 0) ^ mask, at);
        const [id = '', timestamp = '', ...rest] = copy.toString('latin1').split('\n');
        // A header cannot hold these: the request would not be one.
        fc.pre([id, timestamp].every((text) => /^[!-~]+$/.test(text)));
        const given = request({ id, timestamp, signature, body: rest.join('\n') });
        expect(told(given, keys)).toMatch(/^401 \w+$/);
      }),
      chance,
    );
  });

  it('accepts what was signed with a key it has, whatever it says', () => {
    const ids = fc.stringMatching(/^[\w.:-]{1,200}$/);
    const messages = fc.record({ id: ids, body: fc.string({ unit: 'binary' }), seconds: fc.nat(300) });
    const secrets = fc.uint8Array({ minLength: 24, maxLength: 64 });
    fc.assert(
      fc.property(messages, secrets, ({ id, body, seconds }, bytes) => {
        const timestamp = String(Number(published.timestamp) + seconds);
        const secret = Buffer.from(bytes);
        const signature = hmacOf(secret, { id, timestamp, body });
        expect(told(request({ id, timestamp, body, signature }), `${keys},${serialized(secret)}`)).toBe(
          'hmac-sha256',
        );
        expect(told(request({ id, timestamp, body, signature }), keys)).toBe('401 signature_mismatch');
      }),
      chance,
    );
  });
});
