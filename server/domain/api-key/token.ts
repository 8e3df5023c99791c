const form = /^ek_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** A key as its holder has it: `ek_<id>_<secret>`, where the secret is 32 random bytes in base64url. */
export function apiKeyToken(keyId: string, secret: string): string {
  return `ek_${keyId}_${secret}`;
}

/** The parts of a key; null for any other text. */
export function readApiKeyToken(text: string): { readonly keyId: string; readonly secret: string } | null {
  const [, keyId, secret] = form.exec(text) ?? [];
  return keyId === undefined || secret === undefined ? null : { keyId, secret };
}
