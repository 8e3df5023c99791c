import type { Drizzle } from '#db/client.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import type { Instant } from '#server/domain/instant.ts';
import { type SunsetEpisode, type SunsetEpisodeEvent, sunsetStream } from '#server/domain/sunset/events.ts';
import type { SunsetState } from '#server/domain/sunset/state.ts';
import { decideSuppression } from '#server/domain/suppression/decide.ts';
import { suppressionStream } from '#server/domain/suppression/events.ts';
import { addedCell } from '#server/domain/suppression/state.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { suppressionStateOf } from '#server/projections/suppressions/as-of-queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { sunsetScope } from './gather-sunset-facts.ts';
import { engineEvent } from './load-message.ts';
import { liftEvent } from './suppression-event.ts';

export interface SunsetDeps {
  readonly db: Drizzle;
  readonly eventStore: EventStore;
}

export type AskedSunset = Exclude<SunsetState, { status: 'unasked' }>;
type KeptBy = Extract<SunsetEpisodeEvent, { type: 'SunsetKept' }>['data']['by'];

/** An event of an episode. `id` is that of what it settles, so that only one of those that exclude each other is stored. */
export function sunsetEvent(
  event: SunsetEpisodeEvent,
  { id, at }: { readonly id: string; readonly at: Instant },
): NewEvent {
  return { ...engineEvent(id, at), ...event, stream: sunsetStream(event.data.subjectId), subject: null };
}

/**
 * Takes an address out of marketing. The suppression has the id of the answer: where somebody answered just before, the
 * store refuses it, and what is said of the end is outdone by the answer.
 */
export async function endSunset(
  { eventStore }: Pick<SunsetDeps, 'eventStore'>,
  state: AskedSunset,
  {
    subjectId,
    address,
    at,
  }: { readonly subjectId: string; readonly address: string | null; readonly at: Instant },
): Promise<void> {
  const reason = 'inactive';
  const why = 'nobody answered whether they are still interested';
  const added = {
    ...engineEvent(answerId(subjectId, state), at),
    stream: suppressionStream('email', subjectId),
    type: 'SuppressionAdded',
    data: { channel: 'email', subjectId, reason, scope: sunsetScope, expiresAt: null, why },
    personal: address === null ? null : { address },
    subject: address === null ? null : { kind: addressKinds.email, value: address },
  };
  await eventStore.append([
    // Safe: without a subject nothing is sealed, as for whoever was erased.
    added as unknown as NewEvent,
    sunsetEvent(
      { type: 'SunsetEnded', data: episodeOf(subjectId, state), personal: null },
      { id: `${answerId(subjectId, state)}-ended`, at },
    ),
  ]);
}

/** The mail was never sent: nothing follows, and the address may be asked another time. */
export async function cancelSunset(
  { eventStore }: Pick<SunsetDeps, 'eventStore'>,
  state: AskedSunset,
  { subjectId, at }: { readonly subjectId: string; readonly at: Instant },
): Promise<void> {
  await eventStore.append([
    sunsetEvent(
      { type: 'SunsetCancelled', data: episodeOf(subjectId, state), personal: null },
      { id: answerId(subjectId, state), at },
    ),
  ]);
}

/**
 * Keeps an address in marketing, or takes it back in: with the event, in one append, whatever silence had put in its way is
 * lifted, and no other ground. False where another was faster, and the truth is to be read again.
 */
export async function keepSunset(
  { eventStore }: Pick<SunsetDeps, 'eventStore'>,
  state: AskedSunset,
  { subjectId, by, at }: { readonly subjectId: string; readonly by: KeptBy; readonly at: Instant },
): Promise<boolean> {
  // The answer was given: it ended, or was cancelled; whoever comes back all the same is another event.
  const isBack = state.status !== 'asked';
  const id = answerId(subjectId, state);
  const { appended } = await eventStore.append([
    sunsetEvent(
      { type: 'SunsetKept', data: { ...episodeOf(subjectId, state), by }, personal: null },
      { id: isBack ? `${id}-back` : id, at },
    ),
    ...(isBack ? await lifts(eventStore, { subjectId, by, at }) : []),
  ]);
  return appended > 0;
}

async function lifts(
  eventStore: EventStore,
  { subjectId, by, at }: { readonly subjectId: string; readonly by: KeptBy; readonly at: Instant },
): Promise<readonly NewEvent[]> {
  const [state, rules] = await Promise.all([
    suppressionStateOf(eventStore, { channel: 'email', subjectId }),
    currentSuppressionRules(eventStore),
  ]);
  const cell = addedCell('inactive', sunsetScope);
  const why = by === 'link' ? 'the person said that they are interested' : 'the person was active again';
  const author = { actor: 'keep-link', source: 'user' } as const;
  return decideSuppression({ type: 'LiftSuppression', cell, why, at }, state, rules).flatMap((decided) => {
    if (decided.type !== 'SuppressionLifted') return [];
    const { actor: _, ...event } = liftEvent(eventStore, decided, { by: author, at });
    // Safe: it is the same event, said by the engine where no person said it.
    return [by === 'link' ? { ...event, actor: author.actor } : { ...event, source: 'engine' }] as NewEvent[];
  });
}

function answerId(subjectId: string, { episode }: SunsetEpisode): string {
  return `sunset-${subjectId}-${episode}-answer`;
}

function episodeOf(subjectId: string, state: AskedSunset) {
  const { episode, notificationId, askedAt, graceDays } = state;
  return { subjectId, episode, notificationId, askedAt, graceDays };
}
