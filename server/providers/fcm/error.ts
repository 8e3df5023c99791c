import { z } from 'zod';
import { type ApiAnswer, type ApiError, jsonOf } from '#server/providers/http-sender.ts';

const detail = z.object({
  '@type': z.string().optional(),
  errorCode: z.string().optional(),
  fieldViolations: z.array(z.object({ field: z.string().optional() })).optional(),
});

const errorBody = z.object({
  error: z.object({
    status: z.string().optional(),
    message: z.string().optional(),
    details: z.array(detail).optional(),
  }),
});
type Said = z.infer<typeof errorBody>['error'];

/** Where nothing says how long, Google asks for a minute after a quota. */
const quotaMs = 60_000;

/** Reads an error. Source: firebase.google.com/docs/cloud-messaging/error-codes. */
export function errorIn(answer: ApiAnswer): ApiError {
  const said = jsonOf(answer, errorBody)?.error;
  if (said === undefined) return {};
  const code = said.details?.find(({ errorCode }) => errorCode !== undefined)?.errorCode;
  return {
    code: code ?? said.status,
    text: said.message,
    meaning: meaningOf(code, said),
    afterMs: answer.status === 429 ? quotaMs : undefined,
  };
}

/** Undefined where the status tells. `code` is the service's own, which a wrong address or login does not get as far as. */
function meaningOf(code: string | undefined, said: Said): ApiError['meaning'] {
  switch (code) {
    // The app is gone from the device, or the token has expired.
    case 'UNREGISTERED':
      return 'hard_bounced';
    case 'QUOTA_EXCEEDED':
    case 'UNAVAILABLE':
    case 'INTERNAL':
      return 'not_now';
    default:
      return said.status === 'INVALID_ARGUMENT' && blamesToken(said) ? 'hard_bounced' : undefined;
  }
}

/** A malformed token and a malformed payload have the same code; only what stands around it tells them apart. */
function blamesToken({ message = '', details = [] }: Said): boolean {
  const violations = details.flatMap(({ fieldViolations }) => fieldViolations ?? []);
  if (violations.length > 0) return violations.every(({ field }) => field === 'message.token');
  return /\bregistration token\b/i.test(message);
}
