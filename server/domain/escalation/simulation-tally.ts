import type { Instant } from '#server/domain/instant.ts';
import { compareText } from '#server/domain/message/ordering.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { Money } from '#server/domain/money.ts';
import type { StepCause, StepRefusal } from './events.ts';
import type { Simulated } from './simulate.ts';
import type { EscalationState } from './state.ts';

/** What a policy came to for one notification, exactly one for each. */
export const simulationOutcomes = [
  /** At least one step would have been sent. */
  'told_again',
  /** A person saw it before any step was due. */
  'seen',
  /** It arrived, which was all that was asked. */
  'not_needed',
  /** Steps were due, and none may be sent. */
  'not_allowed',
  /** No message of it is known. */
  'unsent',
  /** We had not sent the message before it, on purpose. */
  'held_back',
  /** Nothing was certain before the policy gave up. */
  'gave_up',
  /** It is too new: the policy would still be waiting. */
  'waiting',
] as const;
export type SimulationOutcome = (typeof simulationOutcomes)[number];

export interface SimulatedStep {
  readonly step: number;
  readonly channel: Channel;
  readonly at: Instant;
  readonly became:
    | { readonly verdict: 'sent'; readonly because: StepCause; readonly price: Money | null }
    | { readonly verdict: 'skipped'; readonly reason: StepRefusal };
}

/** What became of one notification, to be shown and counted. */
export interface SimulatedCase {
  readonly outcome: SimulationOutcome;
  /** By what one can tell that a person saw it; null unless that ended it. */
  readonly seen: 'opened' | 'clicked' | 'read' | 'converted' | 'complained' | null;
  readonly steps: readonly SimulatedStep[];
}

export interface SimulationTally {
  readonly outcomes: Readonly<Record<SimulationOutcome, number>>;
  readonly sent: Readonly<Record<Channel, number>>;
  /** The most frequent first. */
  readonly skipped: readonly {
    readonly channel: Channel;
    readonly reason: StepRefusal;
    readonly count: number;
  }[];
  /** What was sent at a known price, one for each currency. */
  readonly cost: readonly Money[];
  /** How many were sent whose price nobody knows. */
  readonly unpriced: number;
}

/** What a finished simulation says of its notification. */
export function caseOf(simulated: Extract<Simulated, { status: 'done' }>): SimulatedCase {
  const steps = simulated.events.flatMap((event): SimulatedStep[] => {
    if (event.type === 'EscalationIntended') {
      const { step, channel, because, price } = event.data;
      return [{ step, channel, at: event.occurredAt, became: { verdict: 'sent', because, price } }];
    }
    if (event.type !== 'EscalationStepSkipped') return [];
    const { step, channel, reason } = event.data;
    return [{ step, channel, at: event.occurredAt, became: { verdict: 'skipped', reason } }];
  });
  const { state, messageId } = simulated;
  const isSent = steps.some(({ became }) => became.verdict === 'sent');
  return {
    outcome: isSent ? 'told_again' : messageId === null ? 'unsent' : outcomeOf(state),
    seen: state.status === 'cancelled' ? state.cancellation.seen : null,
    steps,
  };
}

function outcomeOf(state: EscalationState): SimulationOutcome {
  switch (state.status) {
    case 'cancelled':
      return 'seen';
    case 'ended':
      return endings[state.reason];
    case 'unplanned':
    case 'watching':
    case 'intended':
    case 'outcome_unknown':
      return 'waiting';
  }
}

const endings = {
  not_needed: 'not_needed',
  expired: 'gave_up',
  held_back: 'held_back',
  steps_used_up: 'not_allowed',
} as const satisfies Record<Extract<EscalationState, { status: 'ended' }>['reason'], SimulationOutcome>;

/** Counts what became of all notifications. */
export function tallyOf(cases: readonly SimulatedCase[]): SimulationTally {
  const sent = { email: 0, sms: 0, push: 0, in_app: 0 };
  const skipped = new Map<string, { channel: Channel; reason: StepRefusal; count: number }>();
  const cost = new Map<string, number>();
  let unpriced = 0;
  for (const { channel, became } of cases.flatMap(({ steps }) => steps)) {
    if (became.verdict === 'skipped') {
      const key = `${channel} ${became.reason}`;
      const count = (skipped.get(key)?.count ?? 0) + 1;
      skipped.set(key, { channel, reason: became.reason, count });
      continue;
    }
    sent[channel] += 1;
    if (became.price === null) unpriced += 1;
    else {
      const { currency, amountMicros } = became.price;
      cost.set(currency, (cost.get(currency) ?? 0) + amountMicros);
    }
  }
  return {
    outcomes: outcomesOf(cases),
    sent,
    skipped: [...skipped.values()].sort((a, b) => b.count - a.count || compareText(a.reason, b.reason)),
    cost: [...cost]
      .map(([currency, amountMicros]) => ({ currency, amountMicros }))
      .sort((a, b) => compareText(a.currency, b.currency)),
    unpriced,
  };
}

function outcomesOf(cases: readonly SimulatedCase[]): SimulationTally['outcomes'] {
  const of = (outcome: SimulationOutcome) => cases.filter((one) => one.outcome === outcome).length;
  return {
    told_again: of('told_again'),
    seen: of('seen'),
    not_needed: of('not_needed'),
    not_allowed: of('not_allowed'),
    unsent: of('unsent'),
    held_back: of('held_back'),
    gave_up: of('gave_up'),
    waiting: of('waiting'),
  };
}
