import type { Rules, Target } from './deed.ts';

/** Deeds about people: what is known of them, what they wish and whether they may be written to. */
export const peopleRules = {
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
} as const satisfies Rules;

function subject(id: string): Target {
  return { kind: 'subject', id };
}

function erasure(id: string): Target {
  return { kind: 'erasure', id };
}

function person(id: string): Target {
  return { kind: 'person', id };
}
