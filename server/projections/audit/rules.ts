import type { DomainEvent, EventType } from '#server/domain/events.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';

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
] as const;
type AuditAction = (typeof auditActions)[number];

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

interface Target {
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

interface Rule<Type extends EventType> {
  readonly action: AuditAction;
  /** What machines do too is a deed only with somebody's name to it; what only people do is one without. */
  readonly by: 'people' | 'people_or_machines';
  /** Null for an event that nobody's deed stands behind. */
  tell(data: Extract<DomainEvent, { type: Type }>['data']): Told | null;
}

const marketing: Target = { kind: 'sending_stream', id: 'marketing' };

/** Every event type: what it is in the audit, or null for what is no deed but a report or the engine's own step. */
export const auditRules = {
  SubjectErased: {
    action: 'subject_erased',
    by: 'people',
    tell: ({ subjectId, reason }) => ({ target: subject(subjectId), details: { reason } }),
  },
  PersonalDataRevealed: {
    action: 'personal_data_revealed',
    by: 'people',
    tell: ({ subjectId, kind, id, why }) => ({ target: subject(subjectId), details: { kind, id, why } }),
  },
  ErasureRequested: {
    action: 'erasure_requested',
    by: 'people',
    tell: ({ erasureId, userIds, subjectIds }) => ({
      target: erasure(erasureId),
      details: { userIds, subjectIds },
    }),
  },
  ErasureWithdrawn: {
    action: 'erasure_withdrawn',
    by: 'people',
    tell: ({ erasureId }) => ({ target: erasure(erasureId), details: {} }),
  },
  ErasureRefused: {
    action: 'erasure_refused',
    by: 'people',
    tell: ({ erasureId, reason }) => ({ target: erasure(erasureId), details: { reason } }),
  },
  ErasureConfirmed: {
    action: 'erasure_confirmed',
    by: 'people',
    tell: ({ erasureId, reason }) => ({ target: erasure(erasureId), details: { reason } }),
  },
  ErasureCompleted: null,

  SuppressionAdded: {
    action: 'suppression_added',
    by: 'people_or_machines',
    tell: ({ subjectId, channel, reason, scope, expiresAt, why }) => ({
      target: subject(subjectId),
      details: { channel, reason, scope, expiresAt, why },
    }),
  },
  SuppressionLifted: {
    action: 'suppression_lifted',
    by: 'people',
    tell: ({ subjectId, channel, cell, upTo, why, causeId }) => ({
      target: subject(subjectId),
      details: { channel, cell, upTo, why, causeId },
    }),
  },
  SuppressionsUndone: {
    action: 'suppressions_undone',
    by: 'people',
    tell: ({ causeId, from, to, reasons, sources, why, lifted }) => ({
      target: { kind: 'undo', id: causeId },
      details: { from, to, reasons, sources, why, lifted },
    }),
  },
  SuppressionPolicyChanged: {
    action: 'suppression_policy_changed',
    by: 'people',
    tell: ({ policy, applies }) => ({
      target: { kind: 'policy', id: 'suppression' },
      details: { applies, policy },
    }),
  },

  PreferenceChanged: {
    action: 'preference_changed',
    by: 'people_or_machines',
    tell: ({ userId, category, channel, enabled }) => ({
      target: person(userId),
      details: { category, channel, enabled },
    }),
  },
  AllPaused: {
    action: 'all_paused',
    by: 'people_or_machines',
    tell: ({ userId, until }) => ({ target: person(userId), details: { until } }),
  },
  AllResumed: {
    action: 'all_resumed',
    by: 'people_or_machines',
    tell: ({ userId }) => ({ target: person(userId), details: {} }),
  },
  QuietHoursChanged: {
    action: 'quiet_hours_changed',
    by: 'people_or_machines',
    tell: ({ userId, quietHours }) => ({ target: person(userId), details: { quietHours } }),
  },

  ContactAddressSet: {
    action: 'address_set',
    by: 'people_or_machines',
    tell: ({ userId, channel, subjectId }) => ({ target: person(userId), details: { channel, subjectId } }),
  },
  ContactAddressRemoved: {
    action: 'address_removed',
    by: 'people_or_machines',
    tell: ({ userId, channel, subjectId }) => ({ target: person(userId), details: { channel, subjectId } }),
  },

  EscalationSettled: {
    action: 'escalation_settled',
    by: 'people',
    tell: ({ notificationId, step, messageId, outcome, by }) =>
      by === 'person'
        ? { target: { kind: 'notification', id: notificationId }, details: { step, messageId, outcome } }
        : null,
  },
  EscalationPlanned: null,
  EscalationIntended: null,
  EscalationStepSkipped: null,
  EscalationOutcomeUnknown: null,
  EscalationCancelled: null,
  EscalationEnded: null,

  EscalationPolicySaved: {
    action: 'escalation_policy_saved',
    by: 'people',
    tell: ({ policy }) => ({
      target: { kind: 'escalation_policy', id: policy.policyId },
      details: { policy },
    }),
  },
  EscalationPolicyRetired: {
    action: 'escalation_policy_retired',
    by: 'people',
    tell: ({ policyId, version }) => ({
      target: { kind: 'escalation_policy', id: policyId },
      details: { version },
    }),
  },
  ChannelPriceSet: {
    action: 'channel_price_set',
    by: 'people',
    tell: ({ channel, version, price }) => ({
      target: { kind: 'channel', id: channel },
      details: { version, price },
    }),
  },

  DeadLetterReplayRequested: {
    action: 'dead_letters_replay_requested',
    by: 'people',
    tell: ({ replayId, signature, letters }) => ({
      target: { kind: 'replay', id: replayId },
      details: { signature, letters },
    }),
  },
  DeadLetterReplayed: {
    action: 'dead_letter_replayed',
    by: 'people_or_machines',
    tell: ({ letter, replayId, adapterVersion, failure, events }) => ({
      target: { kind: 'dead_letter', id: letter.id },
      details: { replayId, adapterVersion, failure, events },
    }),
  },
  DeadLetterReplayFinished: null,

  ApiKeyCreated: {
    action: 'api_key_created',
    by: 'people',
    tell: ({ keyId, name, scopes }) => ({
      target: { kind: 'api_key', id: keyId },
      details: { name, scopes },
    }),
  },
  ApiKeyRevoked: {
    action: 'api_key_revoked',
    by: 'people',
    tell: ({ keyId }) => ({ target: { kind: 'api_key', id: keyId }, details: {} }),
  },

  RebuildRequested: {
    action: 'rebuild_requested',
    by: 'people',
    tell: ({ name, reason }) => ({ target: readModel(name), details: { reason } }),
  },
  RebuildAborted: {
    action: 'rebuild_aborted',
    by: 'people',
    tell: ({ name }) => ({ target: readModel(name), details: {} }),
  },
  RebuiltRowsAccepted: {
    action: 'rebuilt_rows_accepted',
    by: 'people',
    tell: ({ name, startedAt }) => ({ target: readModel(name), details: { startedAt } }),
  },
  ReplacedRowsDropped: {
    action: 'replaced_rows_dropped',
    by: 'people',
    tell: ({ name }) => ({ target: readModel(name), details: {} }),
  },

  AlertAcknowledged: {
    action: 'alert_acknowledged',
    by: 'people',
    tell: ({ alertId }) => ({ target: { kind: 'alert', id: alertId }, details: {} }),
  },
  AlertRaised: null,
  AlertWorsened: null,
  AlertResolved: null,
  AlertTold: null,

  MarketingPaused: {
    action: 'marketing_paused',
    by: 'people_or_machines',
    tell: (data) => ({
      target: marketing,
      details: data.by === 'person' ? { why: data.why } : { alertId: data.alertId },
    }),
  },
  MarketingResumed: {
    action: 'marketing_resumed',
    by: 'people',
    tell: ({ why }) => ({ target: marketing, details: { why } }),
  },
  MarketingGuardSet: {
    action: 'marketing_guard_set',
    by: 'people',
    tell: ({ mayPause }) => ({ target: marketing, details: { mayPause } }),
  },

  // What a person does in their own inbox concerns nobody else.
  InboxEntryMarkedRead: null,
  InboxEntryMarkedUnread: null,
  InboxEntryArchived: null,
  InboxEntryUnarchived: null,

  // Sending is what keys are for: who asked stands with the notification, and there are far too many for an audit.
  NotificationRequested: null,
  SendDecided: null,
  MessageRequested: null,
  MessageSkipped: null,
  MessageOutcomeUnknown: null,
  HandoverStarted: null,
  HandoverPutOff: null,
  MessageConverted: null,

  MessageAccepted: null,
  MessageSent: null,
  MessageDeferred: null,
  MessageSoftBounced: null,
  MessageDropped: null,
  MessageFailed: null,
  MessageDelivered: null,
  MessageHardBounced: null,
  MessageComplained: null,
  MessageOpened: null,
  MessageClicked: null,
  MessageRead: null,
  MessageUnsubscribed: null,
  MessageResubscribed: null,
  ReplyReceived: null,
  WebhookUnrecognized: null,
  ProviderAccountChanged: null,
} as const satisfies { readonly [Type in EventType]: Rule<Type> | null };

/** The event types that can be somebody's deed. */
export const auditedTypes: readonly EventType[] =
  // Safe: the rules have exactly the event types as keys.
  (Object.keys(auditRules) as EventType[]).filter((type) => auditRules[type] !== null);

/** What somebody did by this event; null when nobody did anything. */
export function deedIn(event: StoredEvent): Deed | null {
  // Safe: the rule is that of the event's own type.
  const rule: Rule<EventType> | null = auditRules[event.type];
  if (rule === null || (rule.by === 'people_or_machines' && event.actor === null)) return null;
  const told = rule.tell(event.data);
  return told === null ? null : { action: rule.action, ...told };
}

function subject(id: string): Target {
  return { kind: 'subject', id };
}

function erasure(id: string): Target {
  return { kind: 'erasure', id };
}

function readModel(id: string): Target {
  return { kind: 'read_model', id };
}

function person(id: string): Target {
  return { kind: 'person', id };
}
