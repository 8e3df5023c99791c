/** Why a wish is refused. Every code has an answer for people in `server/refusals.ts`. */
export const domainErrorCodes = [
  'message_unknown',
  'invalid_cursor',
  'lift_needs_reason',
  'expiry_in_the_past',
  'policy_changed',
  'policy_unknown',
  'policy_name_taken',
  'policy_refused',
  'policy_unconfirmed',
  'undo_outdated',
  'undo_too_large',
  'category_unknown',
  'category_locked',
  'channel_not_offered',
  'pause_in_the_past',
  'time_zone_unknown',
  'address_changed',
  'idempotency_key_reused',
  'channel_not_set_up',
  'notification_unknown',
  'outcome_not_unknown',
  'api_key_unknown',
  'decision_unknown',
  'dead_letter_unknown',
  'message_unsent',
  'message_of_nobody',
  'occurred_in_the_future',
  'read_model_unknown',
  'rebuild_needs_reason',
  'rebuild_under_way',
  'no_rebuild_under_way',
  'rebuild_changed',
  'alert_unknown',
  'pause_needs_reason',
  'person_erased',
  'erasure_unknown',
  'erasure_decided',
  'erasure_needs_reason',
  'erasure_mail_refused',
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
