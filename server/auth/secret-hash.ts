import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, fit for a URL and a cookie. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * SHA-256 in hex, over the token with the installation's secret behind it: what is stored in its place.
 * The exact recipe is next-auth's for e-mail links, so that both sides find the same row.
 */
export function hashToken(token: string, secret: string): string {
  return createHash('sha256').update(`${token}${secret}`).digest('hex');
}
