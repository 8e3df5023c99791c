import type { Instant } from '#server/domain/instant.ts';
import { loadSunset } from './load-sunset.ts';
import { keepSunset, type SunsetDeps } from './settle-sunset.ts';

const attempts = 3;

/**
 * Somebody pressed that they are still interested. Resolves once it is durable, and so in force; doing it twice is doing it
 * once. It lifts only what their silence had put in the way.
 */
export async function keepInterested(
  deps: Pick<SunsetDeps, 'eventStore'>,
  { subjectId, at }: { readonly subjectId: string; readonly at: Instant },
): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const state = await loadSunset(deps.eventStore, subjectId);
    if (state.status === 'unasked' || state.status === 'kept') return;
    if (await keepSunset(deps, state, { subjectId, by: 'link', at })) return;
  }
}
