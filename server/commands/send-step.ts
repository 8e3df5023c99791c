import { loadEscalation } from './load-escalation.ts';
import type { MessageToSend } from './load-message.ts';
import { messageOf, whatToDoAbout } from './look-at-escalation.ts';
import type { SendDeps } from './send-deps.ts';
import { type Sent, sendMessage } from './send-message.ts';

/**
 * Hands over the message of an intended step, if that is still what is wanted: the truth is read once more, since a person
 * may have seen the notification, or the step been settled, after it was intended. `over` says that it is not.
 */
export async function sendStep(deps: SendDeps, toSend: MessageToSend): Promise<Sent> {
  const state = await loadEscalation(deps.eventStore, toSend.notificationId);
  if (state.status !== 'intended' || messageOf(state).attempt !== toSend.attempt) return { verdict: 'over' };
  const verdict = await whatToDoAbout(deps, state);
  return verdict === 'hand_over' ? await sendMessage(deps, toSend) : { verdict: 'over' };
}
