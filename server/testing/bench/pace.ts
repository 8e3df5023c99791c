import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { percentile } from './statistics.ts';

/** What one took on the machine on which the bars were set. */
export const barVerificationUs = 64;

const forMs = 1_000;
const atOnce = 100;
const message = randomBytes(1_000);
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signature = sign('sha256', message, privateKey);

/**
 * What one core of this machine gives at this moment: microseconds for one verification of ECDSA over P-256 with a key
 * object that is kept. Shared machines were measured to be up to three times as slow at one hour as at another.
 */
export function verificationUs(): number {
  const times: number[] = [];
  for (const until = performance.now() + forMs; performance.now() < until; ) {
    const began = performance.now();
    for (let n = 0; n < atOnce; n += 1) verify('sha256', message, publicKey, signature);
    times.push(((performance.now() - began) * 1000) / atOnce);
  }
  return percentile(times, 50);
}
