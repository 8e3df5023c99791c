import { type KeyObject, sign } from 'node:crypto';
import type { Instant } from '#server/domain/instant.ts';

/**
 * A certificate that an RSA key issues to itself, as DER: Node reads X.509 and writes none, and what is rehearsed
 * should pass through the same reader as the real ones. Source: RFC 5280 §4.1.
 */
export function selfSignedCertificate(
  privateKey: KeyObject,
  publicKey: KeyObject,
  validFrom: Instant,
  validTo: Instant,
): Buffer {
  const name = sequence(set(sequence(commonName, der(0x0c, Buffer.from('sns.amazonaws.com')))));
  const toBeSigned = sequence(
    der(0xa0, integer(2)),
    integer(1),
    rsaWithSha256,
    name,
    sequence(generalizedTime(validFrom), generalizedTime(validTo)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
  );
  const signature = sign('RSA-SHA256', toBeSigned, privateKey);
  return sequence(toBeSigned, rsaWithSha256, der(0x03, Buffer.concat([Buffer.of(0), signature])));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const long = Buffer.alloc(4);
  long.writeUInt32BE(length);
  const digits = long.subarray(long.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.of(tag, 0x80 | digits.length), digits, content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function set(part: Buffer): Buffer {
  return der(0x31, part);
}

function integer(value: number): Buffer {
  return der(0x02, Buffer.of(value));
}

/** `YYYYMMDDHHMMSSZ`. */
function generalizedTime(at: Instant): Buffer {
  return der(0x18, Buffer.from(`${at.slice(0, 19).replace(/\D/g, '')}Z`));
}

/** 2.5.4.3 */
const commonName = Buffer.from('0603550403', 'hex');
/** 1.2.840.113549.1.1.11, which takes no parameters. */
const rsaWithSha256 = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
