import { generateKeyPairSync } from 'node:crypto';

let key: string | undefined;

/** A fresh key as Apple hands it out, in base64. */
export function rehearsedKey(): string {
  key ??= Buffer.from(
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ).toString('base64');
  return key;
}
