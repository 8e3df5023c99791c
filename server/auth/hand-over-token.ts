import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { type Instant, msFromInstant } from '#server/domain/instant.ts';
import { lineOfText } from '#server/domain/text.ts';

/** From `nbf` to `exp`, and from now to `exp`: a token is for the page that is being opened, not for keeping. */
export const longestLifeSeconds = 300;
/** By how much the clocks of the host and of this server may differ. */
export const clockSkewSeconds = 10;
const maxTokenLength = 4_096;

/** Whom the host hands over. */
export interface HandOver {
  /** As the host names its people. */
  readonly personId: string;
  /** Of this token alone: it counts once. */
  readonly tokenId: string;
  readonly locale: string | null;
}

/** Why a token is not taken; for the log, never for whoever brought it. */
export type HandOverProblem =
  | 'malformed'
  | 'bad_signature'
  | 'wrong_audience'
  | 'expired'
  | 'not_yet'
  | 'too_long_lived';

export type HandOverCheck =
  | { readonly ok: true; readonly handOver: HandOver }
  | { readonly ok: false; readonly problem: HandOverProblem };

const claims = z.object({
  sub: lineOfText(200).refine((text) => text === text.trim()),
  jti: lineOfText(200),
  exp: z.number(),
  nbf: z.number(),
  locale: z.string().max(35).optional().catch(undefined),
});

/**
 * Checks a token by which the host product vouches for a person: a JWT, RFC 7519, signed with HS256 and one of the keys,
 * for this server, and short-lived. Whether it was used before is for the caller to find out.
 */
export async function checkHandOver(
  token: string,
  {
    keys,
    audience,
    at,
  }: { readonly keys: readonly string[]; readonly audience: string; readonly at: Instant },
): Promise<HandOverCheck> {
  if (token.length > maxTokenLength) return refused('malformed');
  let problem: HandOverProblem = 'bad_signature';
  for (const key of keys) {
    const found = await verified(token, { key, audience, at });
    if (typeof found !== 'string') return judge(found, at);
    problem = found;
    // Another key may fit; nothing else that is wrong gets better by it.
    if (problem !== 'bad_signature') break;
  }
  return refused(problem);
}

async function verified(
  token: string,
  { key, audience, at }: { readonly key: string; readonly audience: string; readonly at: Instant },
): Promise<object | HandOverProblem> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(key), {
      algorithms: ['HS256'],
      audience,
      requiredClaims: ['exp', 'nbf', 'sub', 'jti'],
      clockTolerance: clockSkewSeconds,
      currentDate: new Date(msFromInstant(at)),
    });
    return payload;
  } catch (error) {
    return problemOf(error);
  }
}

function judge(payload: object, at: Instant): HandOverCheck {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) return refused('malformed');
  const { sub, jti, exp, nbf, locale } = parsed.data;
  const untilExpiry = exp - msFromInstant(at) / 1_000;
  if (exp - nbf > longestLifeSeconds || untilExpiry > longestLifeSeconds + clockSkewSeconds) {
    return refused('too_long_lived');
  }
  return { ok: true, handOver: { personId: sub, tokenId: jti, locale: locale ?? null } };
}

function problemOf(error: unknown): HandOverProblem {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'bad_signature';
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'wrong_audience';
    if (error.claim === 'nbf' && error.reason === 'check_failed') return 'not_yet';
  }
  return 'malformed';
}

function refused(problem: HandOverProblem): HandOverCheck {
  return { ok: false, problem };
}
