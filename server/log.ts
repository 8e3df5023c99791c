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
    // A driver's error may quote the statement's parameters, which can name a person.
    serializers: {
      err: (error: Error & { code?: string }) => ({
        name: error.name,
        code: error.code,
        message: error.message,
      }),
    },
  });
}
