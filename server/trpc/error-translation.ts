import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { DomainError, type DomainErrorCode } from '#server/domain/domain-error.ts';

interface Answer {
  readonly code: TRPCError['code'];
  /** Says what to do. */
  readonly message: string;
}

/** The one place where a refusal becomes an answer: a new code of the domain does not compile without one. */
const answers = {
  message_unknown: { code: 'NOT_FOUND', message: 'There is no message with this id.' },
  invalid_cursor: {
    code: 'BAD_REQUEST',
    message: 'This page of the list no longer exists. Start again from the newest messages.',
  },
  lift_needs_reason: {
    code: 'BAD_REQUEST',
    message: 'Say why this suppression is lifted: the reason is kept with it.',
  },
  expiry_in_the_past: { code: 'BAD_REQUEST', message: 'Choose an expiry in the future, or none.' },
  category_unknown: {
    code: 'NOT_FOUND',
    message: 'There is no such category any more. Load the page again to see the present ones.',
  },
  category_locked: {
    code: 'BAD_REQUEST',
    message: 'Security messages are always sent, because they tell you when somebody else uses your account.',
  },
  channel_not_offered: {
    code: 'BAD_REQUEST',
    message: 'These messages are not sent this way. Choose another channel.',
  },
  pause_in_the_past: { code: 'BAD_REQUEST', message: 'Choose an end of the pause in the future, or none.' },
  time_zone_unknown: {
    code: 'BAD_REQUEST',
    message: 'This time zone is not known. Choose one from the list, such as Europe/Berlin.',
  },
  address_changed: {
    code: 'CONFLICT',
    message: 'This address was replaced in the meantime. Load the page again and look at the new one.',
  },
  idempotency_key_reused: {
    code: 'CONFLICT',
    message: 'This idempotency key belongs to a request with other content. Use a new key for a new request.',
  },
  outcome_not_unknown: {
    code: 'CONFLICT',
    message: 'Nothing is open about this step any more. Load the page again to see what became of it.',
  },
} as const satisfies Record<DomainErrorCode, Answer>;

/**
 * What the caller is told about an error. Ours and zod's are explained; TRPCErrors that a procedure threw itself
 * pass; everything else becomes one sentence without details, and `report` receives the innermost cause for the log.
 */
export function translateError(error: TRPCError, report: (cause: unknown) => void): TRPCError {
  const { cause } = error;
  if (cause instanceof DomainError) return new TRPCError({ ...answers[cause.code], cause });
  if (error.code === 'BAD_REQUEST' && cause instanceof ZodError) {
    const fields = [...new Set(cause.issues.map((issue) => issue.path.join('.') || 'input'))].join(', ');
    return new TRPCError({
      code: 'BAD_REQUEST',
      message: `This request cannot be read. Check: ${fields}.`,
      cause,
    });
  }
  if (error.code !== 'INTERNAL_SERVER_ERROR') return error;
  report(innermost(error));
  return new TRPCError({
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Earshot could not answer. Try again; if it keeps happening, the server log says why.',
    cause,
  });
}

/** The query builder's errors quote the values of the query, which may name a person; the driver's beneath do not. */
function innermost(error: Error): Error {
  return error.cause instanceof Error ? innermost(error.cause) : error;
}
