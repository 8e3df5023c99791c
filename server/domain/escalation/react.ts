import { DomainError } from '#server/domain/domain-error.ts';
import type { Instant } from '#server/domain/instant.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { EscalationEvent } from './events.ts';
import { evolveEscalation } from './evolve.ts';
import type { EscalationFacts } from './facts.ts';
import { escalationSource, keyOf } from './keys.ts';
import { type Next, nextOfLook, settled } from './look.ts';
import type { EscalationPolicy } from './policy.ts';
import type { EscalationState } from './state.ts';

export type EscalationInput =
  /** A notification was requested for which there is a policy. */
  | {
      readonly type: 'plan';
      readonly at: Instant;
      readonly notification: {
        readonly notificationId: string;
        readonly category: string;
        readonly template: string;
      };
      readonly policy: EscalationPolicy;
    }
  /** Something happened, or it is time: look at the truth as it is now. */
  | { readonly type: 'look'; readonly at: Instant; readonly facts: EscalationFacts }
  /** A person found out what became of an intent whose outcome was unknown. */
  | {
      readonly type: 'settle';
      readonly at: Instant;
      readonly step: number;
      readonly outcome: 'sent' | 'not_sent';
    };

/** No action at all means that there is nothing to do and nothing to wait for. */
export type EscalationAction =
  /**
   * Append with this source and `key` as its source event id. Should the store have that key, somebody else was first:
   * load the state and look again. A message may be sent only by whoever appended its `EscalationIntended`.
   */
  | {
      readonly type: 'append';
      readonly source: typeof escalationSource;
      readonly key: string;
      readonly event: EscalationEvent;
      readonly at: Instant;
    }
  /** Look again at this moment, with facts read then; a look before it does no harm. */
  | { readonly type: 'wake'; readonly at: Instant };

export interface Reaction {
  /** What the state will be once all has been appended. */
  readonly state: EscalationState;
  readonly actions: readonly EscalationAction[];
}

/**
 * What follows from an input, in the order in which it is to be done. Nothing is remembered of earlier facts, so after
 * a crash or a lost wake the next look does what is still to be done. Throws DomainError `outcome_not_unknown`.
 */
export function react(input: EscalationInput, state: EscalationState): Reaction {
  const actions: EscalationAction[] = [];
  let current = state;
  for (;;) {
    const next = nextStep(input, current);
    if (next === null) return { state: current, actions };
    if ('wakeAt' in next) return { state: current, actions: [...actions, { type: 'wake', at: next.wakeAt }] };
    actions.push({ type: 'append', source: escalationSource, key: keyOf(next), event: next, at: input.at });
    current = evolveEscalation(current, { ...next, occurredAt: input.at });
  }
}

function nextStep(input: EscalationInput, state: EscalationState): Next {
  switch (input.type) {
    case 'plan':
      return state.status === 'unplanned' ? planned(input) : null;
    case 'settle':
      return settledByPerson(input, state);
    case 'look':
      return nextOfLook(state, input.facts, input.at);
  }
}

function planned({ notification, policy }: EscalationInput & { type: 'plan' }): EscalationEvent {
  const messageId = messageIdOf(notification.notificationId, policy.channel, 0);
  const { notificationId, category, template } = notification;
  return {
    type: 'EscalationPlanned',
    data: { notificationId, messageId, category, template, policy },
    personal: null,
  };
}

function settledByPerson(
  { step, outcome }: EscalationInput & { type: 'settle' },
  state: EscalationState,
): EscalationEvent | null {
  if (state.status === 'outcome_unknown' && state.intent.step === step) {
    return settled(state, outcome, 'person');
  }
  // The same answer once more, or the second turn of this very one.
  if (state.status !== 'unplanned' && state.outcomes[step] === outcome) return null;
  throw new DomainError(
    'outcome_not_unknown',
    'Nothing is open about this step. Look at the escalation again to see what became of it.',
  );
}
