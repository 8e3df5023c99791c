import type { DomainErrorCode } from '#server/domain/domain-error.ts';

/** What sort of refusal it is; each interface has its own status for it. */
export type RefusalKind = 'not_found' | 'invalid' | 'conflict';

interface Refusal {
  readonly kind: RefusalKind;
  /** Says what to do. */
  readonly message: string;
}

/** The one place where a refusal becomes an answer: a new code of the domain does not compile without one. */
export const refusals = {
  message_unknown: { kind: 'not_found', message: 'There is no message with this id.' },
  invalid_cursor: {
    kind: 'invalid',
    message: 'This page of the list no longer exists. Start again from the first page.',
  },
  lift_needs_reason: {
    kind: 'invalid',
    message: 'Say why this suppression is lifted: the reason is kept with it.',
  },
  expiry_in_the_past: { kind: 'invalid', message: 'Choose an expiry in the future, or none.' },
  policy_changed: {
    kind: 'conflict',
    message:
      'Somebody else changed this policy in the meantime. Load the page again and look at the new one.',
  },
  policy_unknown: {
    kind: 'not_found',
    message: 'There is no policy of this name. Load the page again to see the present ones.',
  },
  policy_name_taken: {
    kind: 'conflict',
    message: 'There is a policy of this name, in force or retired. Open that one, or choose another name.',
  },
  policy_refused: {
    kind: 'invalid',
    message:
      'This policy has a step that can never happen, or names something that is not there. Mend it first.',
  },
  policy_unconfirmed: {
    kind: 'conflict',
    message: 'There is a warning about this policy that you have not confirmed. Look at the warnings again.',
  },
  undo_outdated: {
    kind: 'conflict',
    message: 'What this would lift is no longer what you saw. Look at the preview again before you apply it.',
  },
  undo_too_large: {
    kind: 'invalid',
    message: 'This would lift too many suppressions at once. Choose a shorter time and undo it in parts.',
  },
  category_unknown: {
    kind: 'not_found',
    message: 'There is no such category any more. Load the page again to see the present ones.',
  },
  category_locked: {
    kind: 'invalid',
    message: 'Security messages are always sent, because they tell you when somebody else uses your account.',
  },
  channel_not_offered: {
    kind: 'invalid',
    message: 'These messages are not sent this way. Choose another channel.',
  },
  pause_in_the_past: { kind: 'invalid', message: 'Choose an end of the pause in the future, or none.' },
  time_zone_unknown: {
    kind: 'invalid',
    message: 'This time zone is not known. Choose one from the list, such as Europe/Berlin.',
  },
  address_changed: {
    kind: 'conflict',
    message: 'This address was replaced in the meantime. Load the page again and look at the new one.',
  },
  idempotency_key_reused: {
    kind: 'conflict',
    message: 'This idempotency key belongs to a request with other content. Use a new key for a new request.',
  },
  channel_not_set_up: {
    kind: 'conflict',
    message:
      'Nothing is set up here to send over any of these channels. The log says what a sender lacks; .env.example lists its variables.',
  },
  notification_unknown: { kind: 'not_found', message: 'There is no notification with this id.' },
  outcome_not_unknown: {
    kind: 'conflict',
    message: 'Nothing is open about this step any more. Load the page again to see what became of it.',
  },
  api_key_unknown: { kind: 'not_found', message: 'There is no API key with this id.' },
  decision_unknown: {
    kind: 'not_found',
    message:
      'Nothing was decided about a message with this id: it was sent without Earshot, or there is none.',
  },
  dead_letter_unknown: { kind: 'not_found', message: 'There is no dead letter with this id.' },
  message_unsent: {
    kind: 'conflict',
    message: 'Nobody has taken this message for sending yet, so nobody can have read it. Try again later.',
  },
  message_of_nobody: {
    kind: 'conflict',
    message: 'Nobody is known to have received this message any more, so nothing is recorded about them.',
  },
  occurred_in_the_future: {
    kind: 'invalid',
    message: 'This is said to have happened in the future. Check the clock that `occurredAt` comes from.',
  },
  read_model_unknown: {
    kind: 'not_found',
    message: 'There is no read model of this name. Load the page again to see the present ones.',
  },
  rebuild_needs_reason: {
    kind: 'invalid',
    message: 'Say why this is rebuilt: the reason is kept in the audit.',
  },
  rebuild_under_way: {
    kind: 'conflict',
    message: 'A rebuild of this is under way already. Watch that one, or abort it first.',
  },
  no_rebuild_under_way: {
    kind: 'conflict',
    message: 'No rebuild of this is under way any more. Load the page again to see what became of it.',
  },
  rebuild_changed: {
    kind: 'conflict',
    message: 'This rebuild is no longer the one you looked at. Load the page again and look at the new one.',
  },
  alert_unknown: { kind: 'not_found', message: 'There is no alert with this id.' },
  pause_needs_reason: {
    kind: 'invalid',
    message: 'Say why marketing is paused or resumed: the reason is kept in the audit.',
  },
  person_erased: {
    kind: 'conflict',
    message:
      'Everything about this person was erased at their wish, so nothing can be sent to them. Stop asking for this user id.',
  },
  erasure_unknown: { kind: 'not_found', message: 'There is no wish to be erased with this id.' },
  erasure_decided: {
    kind: 'conflict',
    message: 'This wish is not open any more. Load the page again to see what became of it.',
  },
  erasure_needs_reason: {
    kind: 'invalid',
    message:
      'Say why it is decided so: the reason is kept, and the person is told why their wish is refused.',
  },
  erasure_mail_refused: {
    kind: 'conflict',
    message: 'The last mail to the person was not taken. Try again later, or erase without telling them.',
  },
} as const satisfies Record<DomainErrorCode, Refusal>;
