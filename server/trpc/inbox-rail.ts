import { durationMs } from '#server/domain/escalation/duration.ts';
import { escalationStream } from '#server/domain/escalation/events.ts';
import type { EscalationStep } from '#server/domain/escalation/policy.ts';
import type { EventId } from '#server/domain/event-id.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { smallerKnown } from '#server/domain/message/ordering.ts';
import { type Channel, reportKinds } from '#server/domain/message/report.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { withChecks } from '#server/projections/decisions/checks-queries.ts';
import { decisionsOfNotification } from '#server/projections/decisions/queries.ts';
import { type Escalation, escalationOfNotification } from '#server/projections/escalations/queries.ts';
import type { Attempt } from '#server/projections/inbox/queries.ts';
import { type ReachState, reachOf, seenAtOf, sentAtOf } from './inbox-attempts.ts';
import { type Reason, reasonIn, reasonOfRefusal, type TriggerCode, triggerOfCause } from './inbox-reasons.ts';
import type { Context } from './trpc.ts';

/** One thing that happened, was decided or is still to come, as facts; the pages have the words. */
export type RailStep = AttemptStep | SkippedStep | PlannedStep | SettledStep;

/** An attempt to reach the person on a channel. */
interface AttemptStep {
  readonly kind: 'attempt';
  readonly channel: Channel;
  readonly state: ReachState;
  readonly at: Instant;
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly seenAt: Instant | null;
  /** Why it was held back. */
  readonly reason: Reason | null;
  /** Why the person was told once more; null for what was asked for in the first place. */
  readonly trigger: TriggerCode | null;
}

/** Telling the person once more was due, and left out. */
interface SkippedStep {
  readonly kind: 'skipped';
  readonly channel: Channel;
  readonly at: Instant;
  readonly reason: Reason;
}

/** The person is told once more, unless something happens before. */
interface PlannedStep {
  readonly kind: 'planned';
  readonly channel: Channel;
  /** Null as long as what the time counts from has not happened, and for all but the next. */
  readonly at: Instant | null;
  readonly unless: EscalationStep['when'];
  readonly isNext: boolean;
}

/** Nothing more is to come, because the person has seen it. */
interface SettledStep {
  readonly kind: 'settled';
  readonly at: Instant;
}

const mostDecisions = 50;

/** Everything that was done to reach somebody with a notification, in order, with what is planned at the end. */
export async function railOf(
  { db, eventStore }: Pick<Context['deps'], 'db' | 'eventStore'>,
  notificationId: string,
  attempts: readonly Attempt[],
): Promise<readonly RailStep[]> {
  const [{ decisions }, escalation] = await Promise.all([
    decisionsOfNotification(db, notificationId, { before: null, limit: mostDecisions }),
    escalationOfNotification(db, notificationId),
  ]);
  const known = new Map(attempts.map(({ messageId, status }) => [messageId, status]));
  // What went out needs no reason. What waits for the end of the quiet hours is known by its decision alone.
  const heldBack = decisions.filter(({ messageId, askAgainAt }) =>
    known.has(messageId) ? known.get(messageId) === 'skipped' : askAgainAt !== null,
  );
  const [history, checked] = await Promise.all([
    escalation === null ? [] : eventStore.readStream(escalationStream(notificationId)),
    withChecks(eventStore, heldBack),
  ]);
  const steps = await Promise.all([
    ...attempts.map(async (attempt) => {
      const decided = checked.find(({ messageId }) => messageId === attempt.messageId);
      const rule = attempt.status === 'skipped' ? (attempt.skipReason ?? decided?.rule ?? null) : null;
      const check = decided?.checks.find((one) => one.rule === rule);
      const reason = rule === null ? null : await datedReason(eventStore, reasonIn(rule, check));
      return { ...attemptStep(attempt), reason, trigger: triggerOf(history, attempt.messageId) };
    }),
    ...checked
      .filter(({ messageId }) => !known.has(messageId))
      .map(async ({ channel, rule, checks, decidedAt, askAgainAt }) => {
        const check = checks.find((one) => one.rule === rule);
        const found = rule === null ? null : reasonIn(rule, check).reason;
        const reason = found && { ...found, until: askAgainAt };
        return { ...unsent, channel, state: 'held_until' as const, at: decidedAt, reason };
      }),
  ]);
  const told = [...steps, ...skippedSteps(history), ...settledSteps(history)];
  return [...told.sort((a, b) => a.at.localeCompare(b.at)), ...plannedSteps(escalation, attempts)];
}

/** The one step of a message that somebody else sent. */
export function attemptStep(attempt: Attempt): AttemptStep {
  const { channel, times } = attempt;
  const { state, at } = reachOf(attempt);
  return {
    ...unsent,
    ...{ channel, state, at },
    sentAt: sentAtOf(attempt),
    deliveredAt: times.delivered ?? null,
    seenAt: seenAtOf(attempt),
  };
}

const unsent = {
  kind: 'attempt',
  sentAt: null,
  deliveredAt: null,
  seenAt: null,
  reason: null,
  trigger: null,
} as const;

async function datedReason(
  eventStore: Pick<EventStore, 'readEvent'>,
  { reason, because }: { readonly reason: Reason; readonly because: EventId | null },
): Promise<Reason> {
  if (because === null) return reason;
  const event = await eventStore.readEvent(because);
  return { ...reason, since: event?.occurredAt ?? null };
}

function triggerOf(history: readonly StoredEvent[], messageId: string): TriggerCode | null {
  for (const event of history) {
    if (event.type === 'EscalationIntended' && event.data.messageId === messageId) {
      return triggerOfCause[event.data.because];
    }
  }
  return null;
}

function skippedSteps(history: readonly StoredEvent[]): readonly SkippedStep[] {
  return history.flatMap((event) => {
    if (event.type !== 'EscalationStepSkipped') return [];
    const { channel, reason: refusal } = event.data;
    const reason = { code: reasonOfRefusal(refusal), since: null, until: null };
    return [{ kind: 'skipped' as const, channel, at: event.occurredAt, reason }];
  });
}

function settledSteps(history: readonly StoredEvent[]): readonly SettledStep[] {
  return history.flatMap((event) =>
    event.type === 'EscalationCancelled' ? [{ kind: 'settled' as const, at: event.occurredAt }] : [],
  );
}

function plannedSteps(escalation: Escalation | null, attempts: readonly Attempt[]): readonly PlannedStep[] {
  if (escalation?.state.status !== 'watching') return [];
  const { plan, step: next, watchedId } = escalation.state;
  const watched = attempts.find(({ messageId }) => messageId === watchedId);
  return plan.policy.steps.slice(next).map((step, n) => ({
    kind: 'planned',
    channel: step.send.channel,
    at: n > 0 ? null : watched === undefined ? escalation.dueAt : deadlineOf(step, watched),
    unless: step.when,
    isNext: n === 0,
  }));
}

/** When the time of a step is up; null while what it counts from has not happened. */
function deadlineOf(step: EscalationStep, { times }: Attempt): Instant | null {
  const heard = reportKinds.reduce<Instant | null>(
    (first, kind) => smallerKnown(first, times[kind] ?? null),
    null,
  );
  const from = step.after === 'delivered' ? (times.delivered ?? null) : heard;
  return from === null ? null : instantFromMs(msFromInstant(from) + durationMs(step.within));
}
