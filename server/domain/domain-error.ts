/** Why a wish is refused. Every code has an answer for people in `server/trpc/error-translation.ts`. */
export const domainErrorCodes = ['message_unknown', 'invalid_cursor'] as const;
export type DomainErrorCode = (typeof domainErrorCodes)[number];

/** A refusal that the person can understand and act on. `message` never holds personal data. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;
  constructor(code: DomainErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
