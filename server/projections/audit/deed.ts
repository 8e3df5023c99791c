import type { DomainEvent, EventType } from '#server/domain/events.ts';

/** What can be done, as short as it is said. */
export const auditActions = [
  'subject_erased',
  'personal_data_revealed',
  'erasure_requested',
  'erasure_withdrawn',
  'erasure_refused',
  'erasure_confirmed',
  'suppression_added',
  'suppression_lifted',
  'suppressions_undone',
  'suppression_policy_changed',
  'preference_changed',
  'all_paused',
  'all_resumed',
  'quiet_hours_changed',
  'address_set',
  'address_removed',
  'escalation_settled',
  'escalation_policy_saved',
  'escalation_policy_retired',
  'channel_price_set',
  'dead_letters_replay_requested',
  'dead_letter_replayed',
  'api_key_created',
  'api_key_revoked',
  'rebuild_requested',
  'rebuild_aborted',
  'rebuilt_rows_accepted',
  'replaced_rows_dropped',
  'alert_acknowledged',
  'marketing_paused',
  'marketing_resumed',
  'marketing_guard_set',
  'sunset_policy_changed',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** A `subject` is an address by its keyed hash; a `person` is the installation's own id of somebody. */
export const auditTargetKinds = [
  'subject',
  'person',
  'policy',
  'undo',
  'notification',
  'escalation_policy',
  'channel',
  'replay',
  'dead_letter',
  'api_key',
  'read_model',
  'alert',
  'sending_stream',
  'erasure',
] as const;
type AuditTargetKind = (typeof auditTargetKinds)[number];

export interface Target {
  readonly kind: AuditTargetKind;
  readonly id: string;
}

/** Details are picked from `data` one by one, so that nothing comes in unseen; `data` holds nothing personal. */
interface Told {
  readonly target: Target;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Deed extends Told {
  readonly action: AuditAction;
}

export interface Rule<Type extends EventType> {
  readonly action: AuditAction;
  /** What machines do too is a deed only with somebody's name to it; what only people do is one without. */
  readonly by: 'people' | 'people_or_machines';
  /** Null for an event that nobody's deed stands behind. */
  tell(data: Extract<DomainEvent, { type: Type }>['data']): Told | null;
}

/** What each of some event types is in the audit. */
export type Rules = { readonly [Type in EventType]?: Rule<Type> | null };
