import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { durationMs } from './duration.ts';
import type { EscalationPlan } from './state.ts';

/** From this moment on nothing is sent any more. */
export function giveUpAtOf({ plannedAt, policy }: EscalationPlan): Instant {
  return instantFromMs(msFromInstant(plannedAt) + durationMs(policy.giveUpAfter));
}
