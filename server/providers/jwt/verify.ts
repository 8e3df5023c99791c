import { calculateJwkThumbprint, errors, exportJWK, type JWTPayload, jwtVerify } from 'jose';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import type { Rejection, Verdict, WebhookRequest } from '#server/providers/provider.ts';
import { reject } from '#server/providers/reject.ts';
import { bearerToken, tokenIdOf } from './bearer.ts';
import { bindingOf } from './body-hash.ts';
import { KeysUnavailable } from './key-set.ts';
import type { Settings } from './settings.ts';

/** Signatures with key pairs only: with a shared secret, whoever reads the public key set could sign. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const maxAgeSeconds = 5 * 60;
const maxSkewSeconds = 60;
/** Whatever lives longer was not made for one request. */
const maxLifetimeSeconds = 60 * 60;

/**
 * Checks the bearer token of a request: a signature by a key of the configured set, `iss`, `aud`, `exp`, `iat` and
 * `jti`, and a claim with the SHA-256 of the body. Sources: RFC 7515, RFC 7519, RFC 8725.
 */
export async function verifyRequest(
  { issuer, audience, findKey }: Settings,
  { headers, body }: WebhookRequest,
  now: Instant,
): Promise<Verdict> {
  if (!headers.has('authorization')) return missing;
  const token = bearerToken(headers);
  if (token === null) return headers.get('authorization') === '' ? missing : malformed;
  try {
    const { payload, protectedHeader, key } = await jwtVerify(
      token,
      (header) => {
        // jose itself understands one extension; tokens need none.
        if (typeof header.kid !== 'string' || header.crit !== undefined) throw new errors.JWSInvalid();
        return findKey(header, now);
      },
      {
        algorithms,
        issuer,
        audience,
        requiredClaims: ['exp', 'iat', 'jti'],
        maxTokenAge: maxAgeSeconds,
        clockTolerance: maxSkewSeconds,
        currentDate: new Date(msFromInstant(now)),
      },
    );
    const refusal = refusalOf(payload, body);
    if (refusal !== null) return refusal;
    return {
      ok: true,
      verification: {
        scope: 'full_body',
        method: `jws-${protectedHeader.alg.toLowerCase()}`,
        keyId: (await calculateJwkThumbprint(await exportJWK(key))).slice(0, 16),
        signedAt: instantFromMs(Math.floor((payload.iat ?? 0) * 1000)),
      },
    };
  } catch (error) {
    return rejectionOf(error);
  }
}

/** What jose does not look at. */
function refusalOf(claims: JWTPayload, body: Buffer): Rejection | null {
  if (tokenIdOf(claims.jti) === null) {
    return reject(401, 'signature_malformed', 'The claim jti must be 1 to 200 visible characters.');
  }
  if ((claims.exp ?? 0) - (claims.iat ?? 0) > maxLifetimeSeconds) {
    return reject(
      401,
      'signature_malformed',
      'The token lives longer than an hour. Sign one for each request.',
    );
  }
  const binding = bindingOf(claims, body);
  if (binding === 'unbound') {
    return reject(
      401,
      'signature_malformed',
      'The token is bound to no body. Add the claim body_sha256: the SHA-256 of the raw body in hex or base64url.',
    );
  }
  if (binding === 'other') return reject(401, 'signature_mismatch', 'The token was signed for another body.');
  return null;
}

/** A fault of ours, or of the key set, must not lose the webhook: 503 makes the dispatcher try again. */
function rejectionOf(error: unknown): Rejection {
  if (error instanceof KeysUnavailable) {
    return reject(
      503,
      'certificate_unavailable',
      'The key set cannot be used now. Send the request again later.',
    );
  }
  if (error instanceof errors.JWTExpired) {
    if (error.claim === 'exp')
      return reject(401, 'token_expired', 'The token has expired. Sign each try anew.');
    return reject(401, 'timestamp_stale', 'The token is older than five minutes. Sign each try anew.');
  }
  if (error instanceof errors.JWTClaimValidationFailed) return claimRejection(error);
  const isUnknownSigner =
    error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;
  if (isUnknownSigner) {
    return reject(401, 'signature_mismatch', 'No key of the configured key set made this signature.');
  }
  return malformed;
}

function claimRejection({ claim, reason }: errors.JWTClaimValidationFailed): Rejection {
  if (reason === 'check_failed' && (claim === 'nbf' || claim === 'iat')) {
    return reject(401, 'timestamp_in_future', 'The token is from the future. Set the clock right.');
  }
  if (reason === 'check_failed' && (claim === 'iss' || claim === 'aud')) {
    return reject(401, 'signature_mismatch', 'The token is from another issuer or for another audience.');
  }
  return reject(401, 'signature_malformed', 'The token needs the claims iss, aud, exp, iat and jti.');
}

const missing = reject(
  401,
  'signature_missing',
  'Send the header Authorization with Bearer and a signed token.',
);
const malformed = reject(
  401,
  'signature_malformed',
  'Send one compact JWS of less than 8 KB, signed with RS256, PS256, ES256 or EdDSA, that names its key by kid.',
);
