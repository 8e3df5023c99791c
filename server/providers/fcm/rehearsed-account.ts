import { generateKeyPairSync } from 'node:crypto';

let privateKey: string | undefined;

/** The key file of an invented service account in base64, with a fresh key, for whoever gives tokens at this URL. */
export function rehearsedAccount(tokenUrl: string): string {
  privateKey ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
  const file = {
    type: 'service_account',
    project_id: 'earshot-rehearsal',
    private_key_id: '0123456789abcdef',
    private_key: privateKey,
    client_email: 'push@earshot-rehearsal.example.com',
    token_uri: tokenUrl,
  };
  return Buffer.from(JSON.stringify(file)).toString('base64');
}
