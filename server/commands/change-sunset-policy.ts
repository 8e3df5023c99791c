import { DomainError } from '#server/domain/domain-error.ts';
import type { Instant } from '#server/domain/instant.ts';
import { sunsetPolicyStream } from '#server/domain/sunset/events.ts';
import type { SunsetPolicy } from '#server/domain/sunset/policy.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { adminEvent } from './admin-event.ts';
import { canonicalJson } from './canonical-json.ts';
import { loadSunsetPolicy } from './load-sunset.ts';

/**
 * Changes the policy; false when it is so already. `basis` is the version that was looked at: throws DomainError
 * `policy_changed` when somebody else has changed it since. Whoever was asked already keeps the days they were given.
 */
export async function changeSunsetPolicy(
  { eventStore }: { readonly eventStore: EventStore },
  { policy, basis }: { readonly policy: SunsetPolicy; readonly basis: number },
  by: { readonly actor: string; readonly at: Instant },
): Promise<{ readonly changed: boolean }> {
  const known = await loadSunsetPolicy(eventStore);
  if (known.version !== basis) throw outdated();
  if (canonicalJson(known.policy) === canonicalJson(policy)) return { changed: false };
  const id = `${sunsetPolicyStream}/${basis + 1}`;
  const { appended } = await eventStore.append([
    {
      stream: sunsetPolicyStream,
      type: 'SunsetPolicyChanged',
      data: { policy },
      personal: null,
      ...adminEvent(id, by),
    },
  ]);
  if (appended === 0) throw outdated();
  return { changed: true };
}

function outdated(): DomainError {
  return new DomainError('policy_changed', 'The policy was changed by somebody else in the meantime.');
}
