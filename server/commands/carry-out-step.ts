import { loadEscalation } from './load-escalation.ts';
import { messageOf } from './look-at-escalation.ts';
import type { SendDeps } from './send-deps.ts';
import type { Sent } from './send-message.ts';
import { sendStep } from './send-step.ts';

/**
 * Tries once to hand over the message of the step that an escalation is at, whoever decided for it: each asking of a provider
 * is recorded under a key of its own first, so that it is asked once even where several try. `over` says that there is none.
 */
export async function carryOutStep(deps: SendDeps, notificationId: string): Promise<Sent> {
  const state = await loadEscalation(deps.eventStore, notificationId);
  return state.status === 'intended' ? await sendStep(deps, messageOf(state)) : { verdict: 'over' };
}
