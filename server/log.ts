import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * Structured log on standard output. Callers log ids, codes and counts, never bodies or addresses; `redact` is the
 * second line, for objects that carry a secret by accident.
 */
export function openLog(level: string): Logger {
  return pino({
    level,
    base: null,
    redact: {
      paths: ['headers', 'body', 'personal', 'recipient', 'email', '*.recipient', '*.email'],
      remove: true,
    },
    serializers: { err: (error) => (Array.isArray(error) ? error : describeError(error)) },
  });
}

interface ErrorDescription {
  readonly name: string;
  readonly code?: string;
  readonly message?: string;
}

/**
 * What of an error may be logged. A query builder's message quotes the parameters and Postgres quotes the value it
 * refuses (SQLSTATE classes 22 and 23), either of which can name a person: of those the code has to do.
 */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error };
  if (error.cause instanceof Error) return describeError(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const quotes = code !== undefined && /^2[23]/.test(code);
  return {
    name: error.name,
    ...(code !== undefined && { code }),
    ...(!quotes && { message: error.message }),
  };
}
