import { samplePolicy, sampleStep } from '#server/domain/escalation/escalation-history.ts';
import {
  type EscalationData,
  type EscalationEvent,
  type EscalationFact,
  escalationStream,
} from '#server/domain/escalation/events.ts';
import { foldEscalation } from '#server/domain/escalation/evolve.ts';
import { escalationSource, keyOf } from '#server/domain/escalation/keys.ts';
import type { EscalationPolicy } from '#server/domain/escalation/policy.ts';
import type { EscalationState } from '#server/domain/escalation/state.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import { visitRule } from '#server/domain/message/visit-verdict.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { NewEvent } from '#server/event-store/event-store.ts';

const start = Date.UTC(2026, 4, 3, 9, 0, 0);
const minuteMs = 60_000;

/**
 * A history that the engine could have written of one notification. Each choice, any whole number from 0, picks one of
 * the events that can come next; choices that are left at the end of the escalation pick nothing. Events are a minute
 * apart; `minute` says when the first one happens.
 */
export function generatedEscalation(
  notificationId: string,
  choices: readonly number[],
  minute = 0,
): readonly EscalationFact[] {
  const facts: EscalationFact[] = [];
  for (const choice of choices) {
    const next = eventsAfter(foldEscalation(facts), notificationId);
    const event = next[choice % next.length];
    if (event === undefined) return facts;
    facts.push({ ...event, occurredAt: instantFromMs(start + (minute + facts.length) * minuteMs) });
  }
  return facts;
}

/** The event as the engine appends it; a person's answer carries their name. */
export function escalationToAppend({ occurredAt, ...event }: EscalationFact): NewEvent {
  const key = keyOf(event);
  const isOfPerson = event.type === 'EscalationSettled' && event.data.by === 'person';
  return {
    stream: escalationStream(event.data.notificationId),
    ...event,
    subject: null,
    occurredAt,
    receivedAt: occurredAt,
    source: escalationSource,
    sourceEventId: key,
    fingerprint: ['escalation', key],
    ...(isOfPerson ? { actor: 'user-support' } : {}),
  };
}

const euro = (amountMicros: number) => ({ currency: 'EUR', amountMicros });
const dollar = { currency: 'USD', amountMicros: 70_000 };

const steps = [
  sampleStep(),
  sampleStep({ when: 'not_delivered', within: '2h', send: { channel: 'push', template: 'p' } }),
  sampleStep({
    when: 'bounced',
    within: '7d',
    after: 'accepted',
    send: { channel: 'in_app', template: 'i' },
  }),
];
const policies: readonly EscalationPolicy[] = [1, 2, 3].flatMap((count) => [
  samplePolicy({ steps: steps.slice(0, count) }),
  samplePolicy({ steps: steps.slice(0, count), maxCost: euro(150_000), giveUpAfter: '90m', critical: true }),
]);

function eventsAfter(state: EscalationState, notificationId: string): readonly EscalationEvent[] {
  switch (state.status) {
    case 'unplanned':
      return policies.map((policy) => plannedBy(policy, notificationId));
    case 'watching':
      return decisionsOn(notificationId, state.step, state.plan.policy);
    case 'intended':
      return [unknown(state.intent), settled(state.intent, 'sent'), settled(state.intent, 'not_sent')];
    case 'outcome_unknown':
      return [
        settled(state.intent, 'sent'),
        settled(state.intent, 'sent', 'person'),
        settled(state.intent, 'not_sent', 'person'),
      ];
    case 'cancelled':
    case 'ended':
      return [];
  }
}

function plannedBy(policy: EscalationPolicy, notificationId: string): EscalationEvent {
  const messageId = messageIdOf(notificationId, policy.channel, 0);
  const data = { notificationId, messageId, category: 'billing', template: 'receipt', policy };
  return { type: 'EscalationPlanned', data, personal: null };
}

/** More than half of them send, or histories would be short. */
function decisionsOn(
  notificationId: string,
  step: number,
  policy: EscalationPolicy,
): readonly EscalationEvent[] {
  const { channel, template } = policy.steps[step]?.send ?? { channel: 'sms', template: 'none' };
  const messageId = messageIdOf(notificationId, channel, step + 1);
  const ofStep = { notificationId, step };
  const intent = { ...ofStep, messageId, channel, template, because: 'not_opened_in_time' as const };
  const seen = { ...ofStep, messageId: messageIdOf(notificationId, policy.channel, 0) };
  return [
    ...[null, euro(50_000), euro(0), dollar].map(
      (price): EscalationEvent => ({
        type: 'EscalationIntended',
        data: { ...intent, price },
        personal: null,
      }),
    ),
    { type: 'EscalationStepSkipped', data: { ...ofStep, channel, reason: 'over_cost_cap' }, personal: null },
    { type: 'EscalationCancelled', data: { ...seen, seen: 'opened', rule: visitRule }, personal: null },
    { type: 'EscalationCancelled', data: { ...seen, seen: 'converted', rule: null }, personal: null },
    { type: 'EscalationEnded', data: { ...ofStep, reason: 'held_back' }, personal: null },
  ];
}

type OfIntent = EscalationData<'EscalationOutcomeUnknown'>;

function unknown({ notificationId, step, messageId }: OfIntent): EscalationEvent {
  return { type: 'EscalationOutcomeUnknown', data: { notificationId, step, messageId }, personal: null };
}

function settled(
  { notificationId, step, messageId }: OfIntent,
  outcome: 'sent' | 'not_sent',
  by: 'report' | 'person' = 'report',
): EscalationEvent {
  const data = { notificationId, step, messageId, outcome, by };
  return { type: 'EscalationSettled', data, personal: null };
}
