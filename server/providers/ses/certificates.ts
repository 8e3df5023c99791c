import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { type Instant, msFromInstant } from '#server/domain/instant.ts';
import { ConfigurationError } from '#server/providers/provider.ts';
import { listOf, strictBase64 } from '#server/providers/text.ts';
import type { Download } from './download.ts';

export interface Certificate {
  /** Short fingerprint, for the record of what was verified. */
  readonly id: string;
  readonly key: KeyObject;
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** Finds the certificate at a URL that was checked before; null when none can be had that is valid at that time. */
export type FindCertificate = (url: string, at: Instant) => Promise<Certificate | null>;

/** Regions times a few rotations; more addresses than these are somebody trying. */
const maxKept = 16;
/** So that forged addresses, which all look right, cannot make us knock at AWS as fast as they come. */
const maxUnderWay = 8;

/**
 * Fetches certificates once each and keeps the last used. Requests that come while one is being fetched wait for the
 * same answer. A certificate's address names its content, so a rotated one comes under a new address.
 */
export function openCertificates(download: Download): FindCertificate {
  const kept = new Map<string, Certificate>();
  const underWay = new Map<string, Promise<Certificate | null>>();

  const fetchOnce = (url: string) => {
    const waiting = underWay.get(url);
    if (waiting !== undefined) return waiting;
    if (underWay.size >= maxUnderWay) return Promise.resolve(null);
    const fetching = download(url)
      .then(parseCertificate)
      .catch(() => null)
      .finally(() => underWay.delete(url));
    underWay.set(url, fetching);
    return fetching;
  };

  return async (url, at) => {
    const known = kept.get(url);
    const found = known !== undefined && isValid(known, at) ? known : await fetchOnce(url);
    if (found === null || !isValid(found, at)) return null;
    // The last used stands last; the first one is the longest unused.
    kept.delete(url);
    kept.set(url, found);
    for (const oldest of kept.keys()) if (kept.size > maxKept) kept.delete(oldest);
    return found;
  };
}

export function isValid({ validFromMs, validToMs }: Certificate, at: Instant): boolean {
  const atMs = msFromInstant(at);
  return validFromMs <= atMs && atMs <= validToMs;
}

/** Reads certificates, base64 of DER, separated by commas. Throws ConfigurationError and never shows the value. */
export function parseLocalCertificates(variable: string, text: string | undefined): readonly Certificate[] {
  return listOf(text).map((base64) => {
    const der = strictBase64(base64);
    const certificate = der === null ? null : parseCertificate(der);
    if (certificate !== null) return certificate;
    throw new ConfigurationError(variable, 'must be X.509 certificates with RSA keys, base64 of their DER.');
  });
}

function parseCertificate(encoded: string | Buffer): Certificate | null {
  try {
    const certificate = new X509Certificate(encoded);
    const key = certificate.publicKey;
    if (key.asymmetricKeyType !== 'rsa') return null;
    return {
      id: createHash('sha256').update(certificate.raw).digest('hex').slice(0, 16),
      key,
      validFromMs: Date.parse(certificate.validFrom),
      validToMs: Date.parse(certificate.validTo),
    };
  } catch {
    return null;
  }
}
