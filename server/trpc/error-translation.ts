import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { DomainError } from '#server/domain/domain-error.ts';
import { innermostError } from '#server/innermost-error.ts';
import { type RefusalKind, refusals } from '#server/refusals.ts';

const codes = {
  not_found: 'NOT_FOUND',
  invalid: 'BAD_REQUEST',
  conflict: 'CONFLICT',
} as const satisfies Record<RefusalKind, TRPCError['code']>;

/**
 * What the caller is told about an error. Ours and zod's are explained; TRPCErrors that a procedure threw itself
 * pass; everything else becomes one sentence without details, and `report` receives the innermost cause for the log.
 */
export function translateError(error: TRPCError, report: (cause: unknown) => void): TRPCError {
  const { cause } = error;
  if (cause instanceof DomainError) {
    const { kind, message } = refusals[cause.code];
    return new TRPCError({ code: codes[kind], message, cause });
  }
  if (error.code === 'BAD_REQUEST' && cause instanceof ZodError) {
    const fields = [...new Set(cause.issues.map((issue) => issue.path.join('.') || 'input'))].join(', ');
    return new TRPCError({
      code: 'BAD_REQUEST',
      message: `This request cannot be read. Check: ${fields}.`,
      cause,
    });
  }
  if (error.code !== 'INTERNAL_SERVER_ERROR') return error;
  report(innermostError(error));
  return new TRPCError({
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Earshot could not answer. Try again; if it keeps happening, the server log says why.',
    cause,
  });
}
