import { z } from 'zod';
import type { Instant } from '#server/domain/instant.ts';
import { type ApiAnswer, type ApiError, jsonOf } from '#server/providers/http-sender.ts';

/** What is known besides the answer. */
export interface Known {
  /** When the device's token was last heard of. */
  readonly toKnownAt: Instant | undefined;
  /** Apple has taken a message with these settings before, so a token that it knows nothing of is no mix-up of ours. */
  readonly isProven: boolean;
}

const errorBody = z.object({
  reason: z.string(),
  /** Of a 410: since when, at the latest, the token was known to be gone, in milliseconds. */
  timestamp: z.int().nonnegative().optional(),
});
type Said = z.infer<typeof errorBody>;

/** Reads an error. Source: developer.apple.com, "Handling notification responses from APNs". */
export function errorIn(answer: ApiAnswer, known: Known): ApiError {
  const said = jsonOf(answer, errorBody);
  if (said === null) return {};
  const isFault = answer.status >= 500;
  return {
    code: said.reason,
    meaning: meaningOf(said, known),
    afterMs: isFault ? faultMs : undefined,
  };
}

/** Apple asks for a quarter of an hour after a fault of its own. */
const faultMs = 15 * 60_000;

/** Undefined where the status tells; most reasons are about our request, our settings or our key. */
function meaningOf(said: Said, known: Known): ApiError['meaning'] {
  switch (said.reason) {
    case 'Unregistered':
    case 'ExpiredToken':
      return isNewer(known.toKnownAt, said.timestamp) ? 'soft_bounced' : 'hard_bounced';
    // The commonest cause is a token of the sandbox in production, or the other way round.
    case 'BadDeviceToken':
      return known.isProven ? 'hard_bounced' : 'failed';
    case 'IdleTimeout':
    case 'TooManyProviderTokenUpdates':
    case 'TooManyRequests':
    case 'InternalServerError':
    case 'ServiceUnavailable':
    case 'Shutdown':
      return 'not_now';
    default:
      return undefined;
  }
}

/** The app has registered again since: what Apple says is about the time before. */
function isNewer(toKnownAt: Instant | undefined, goneAtMs: number | undefined): boolean {
  return toKnownAt !== undefined && goneAtMs !== undefined && Date.parse(toKnownAt) > goneAtMs;
}
