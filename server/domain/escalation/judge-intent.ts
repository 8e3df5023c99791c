import type { Handover } from '#server/domain/handover/handover.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import { giveUpAtOf } from './give-up.ts';
import { seenByPerson } from './seen.ts';
import type { Intended } from './state.ts';

/**
 * What to do about an intent. `take_back`: nobody was asked to send it, and now nobody shall be. `look`: it is out of
 * our hands, and what was heard of it says the rest.
 */
export type IntentVerdict = 'hand_over' | 'take_back' | 'look';

/**
 * Whether the message of an intent is still to be handed over, by the truth at this moment: what was intended before a
 * crash may be in vain after it. Whoever carries on an intent that somebody else left does no harm, because each asking
 * of a provider is recorded under a key of its own first.
 */
export function judgeIntent(
  state: Intended,
  handover: Handover['status'],
  messages: readonly MessageState[],
  at: Instant,
): IntentVerdict {
  if (state.status === 'outcome_unknown') return 'look';
  switch (handover) {
    case 'over':
      return 'look';
    // Somebody may have it: to ask how that ended is part of handing over.
    case 'open':
      return 'hand_over';
    case 'not_started':
    case 'put_off': {
      const isSeen = seenByPerson(messages, state.plan.policy.unknownOpens)?.final ?? false;
      return isSeen || at >= giveUpAtOf(state.plan) ? 'take_back' : 'hand_over';
    }
  }
}
