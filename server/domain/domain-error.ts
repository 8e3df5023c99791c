/** Why a wish is refused. Every code has an answer for people in `server/trpc/error-translation.ts`. */
export const domainErrorCodes = [
  'message_unknown',
  'invalid_cursor',
  'lift_needs_reason',
  'expiry_in_the_past',
  'category_unknown',
  'category_locked',
  'channel_not_offered',
  'pause_in_the_past',
  'time_zone_unknown',
  'address_changed',
  'idempotency_key_reused',
  'outcome_not_unknown',
] as const;
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
