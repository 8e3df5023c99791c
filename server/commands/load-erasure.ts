import { erasureStream, isErasureEvent } from '#server/domain/erasure/events.ts';
import { evolveErasure } from '#server/domain/erasure/evolve.ts';
import { type ErasureState, unasked } from '#server/domain/erasure/state.ts';
import type { EventStore, SubjectAddress } from '#server/event-store/event-store.ts';

export interface LoadedErasure {
  readonly state: ErasureState;
  /** Where the person is written to; null where they have no address, and once it is erased. */
  readonly email: string | null;
  /** The account that asked, or the host's id of whom it handed over. */
  readonly askedBy: string | null;
}

/** One wish to be erased, as the store knows it at present. */
export async function loadErasure(
  eventStore: Pick<EventStore, 'readStream'>,
  erasureId: string,
): Promise<LoadedErasure> {
  const events = (await eventStore.readStream(erasureStream(erasureId))).filter((event) =>
    isErasureEvent(event),
  );
  const asked = events.find(({ type }) => type === 'ErasureRequested');
  const email = asked?.type === 'ErasureRequested' ? (asked.personal?.email ?? null) : null;
  return { state: events.reduce<ErasureState>(evolveErasure, unasked), email, askedBy: asked?.actor ?? null };
}

/** The newest wish of somebody, who is known by the address they asked with; null for who never asked. */
export async function newestErasureOf(
  eventStore: Pick<EventStore, 'readSubject' | 'subjectIdOf'>,
  asker: SubjectAddress,
): Promise<string | null> {
  const selection = { types: ['ErasureRequested' as const], limit: 1 };
  const [event] = await eventStore.readSubject(eventStore.subjectIdOf(asker), selection);
  return event?.type === 'ErasureRequested' ? event.data.erasureId : null;
}
