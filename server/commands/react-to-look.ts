import { allPermitted, channelsUsed } from '#server/domain/escalation/permitted.ts';
import { type Reaction, react } from '#server/domain/escalation/react.ts';
import type { Instant } from '#server/domain/instant.ts';
import { gatherChannels, gatherTold, type Planned } from './gather-escalation-facts.ts';
import type { SendDeps } from './send-deps.ts';

/**
 * What follows from the truth as it is at this moment. Most looks find that nothing is to be done yet, and need not read
 * what a person allows on which channel.
 */
export async function reactToLook(deps: SendDeps, state: Planned, at: Instant): Promise<Reaction> {
  const { notification, told } = await gatherTold(deps, state);
  const first = react({ type: 'look', at, facts: { ...told, channels: allPermitted } }, state);
  const appended = first.actions.flatMap((action) => (action.type === 'append' ? [action.event] : []));
  if (channelsUsed(appended).length === 0) return first;
  const channels = await gatherChannels(deps, notification, at);
  return react({ type: 'look', at, facts: { ...told, channels } }, state);
}
