import type { Rules, Target } from './deed.ts';

const marketing: Target = { kind: 'sending_stream', id: 'marketing' };

/** Deeds of those who run the installation. */
export const operationRules = {
  EscalationSettled: {
    action: 'escalation_settled',
    by: 'people',
    tell: ({ notificationId, step, messageId, outcome, by }) =>
      by === 'person'
        ? { target: { kind: 'notification', id: notificationId }, details: { step, messageId, outcome } }
        : null,
  },

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

  SunsetPolicyChanged: {
    action: 'sunset_policy_changed',
    by: 'people',
    tell: ({ policy }) => ({ target: marketing, details: { policy } }),
  },
} as const satisfies Rules;

function readModel(id: string): Target {
  return { kind: 'read_model', id };
}
