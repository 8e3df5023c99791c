import type { Instant } from '#server/domain/instant.ts';
import { isSunsetEpisodeEvent, sunsetPolicyStream, sunsetStream } from '#server/domain/sunset/events.ts';
import { defaultSunsetPolicy, type SunsetPolicy } from '#server/domain/sunset/policy.ts';
import { evolveSunset, type SunsetState, unasked } from '#server/domain/sunset/state.ts';
import type { EventStore } from '#server/event-store/event-store.ts';

type StreamReader = Pick<EventStore, 'readStream'>;

/** The policy in force, how often it was changed, and when last. */
export async function loadSunsetPolicy(eventStore: StreamReader): Promise<{
  readonly policy: SunsetPolicy;
  readonly version: number;
  readonly changedAt: Instant | null;
}> {
  const events = (await eventStore.readStream(sunsetPolicyStream)).filter(
    (event) => event.type === 'SunsetPolicyChanged',
  );
  const last = events.at(-1);
  return {
    policy: last?.data.policy ?? defaultSunsetPolicy,
    version: events.length,
    changedAt: last?.occurredAt ?? null,
  };
}

/** How an address stands, as the store knows it at present. */
export async function loadSunset(eventStore: StreamReader, subjectId: string): Promise<SunsetState> {
  const events = await eventStore.readStream(sunsetStream(subjectId));
  return events.filter((event) => isSunsetEpisodeEvent(event)).reduce<SunsetState>(evolveSunset, unasked);
}
