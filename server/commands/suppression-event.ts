import type { Instant } from '#server/domain/instant.ts';
import {
  type SuppressionAdded,
  type SuppressionLifted,
  suppressionStream,
} from '#server/domain/suppression/events.ts';
import type { EventStore, NewEvent, SubjectAddress } from '#server/event-store/event-store.ts';

/** Who wants something, and by which way they said so. */
export interface Author {
  readonly actor: string;
  readonly source: 'admin' | 'api' | 'user';
}

/**
 * A decided event about an address, to append. `identity` is all that makes it this event and no other, so that two
 * people who want the same of the same state at once say it once.
 */
export function suppressionEvent(
  { hash }: Pick<EventStore, 'hash'>,
  decided: SuppressionAdded | SuppressionLifted,
  said: {
    readonly by: Author;
    readonly at: Instant;
    readonly identity: readonly (string | null)[];
    readonly subject: SubjectAddress | null;
  },
): NewEvent {
  const { channel, subjectId } = decided.data;
  const id = hash('suppression', JSON.stringify([decided.type, channel, subjectId, ...said.identity]));
  return {
    ...decided,
    stream: suppressionStream(channel, subjectId),
    subject: said.subject,
    occurredAt: said.at,
    receivedAt: said.at,
    source: said.by.source,
    sourceEventId: id,
    fingerprint: ['suppression', id],
    actor: said.by.actor,
  };
}

/** Lifting one ground up to one event is the same wish, whoever has it and why. */
export function liftEvent(
  store: Pick<EventStore, 'hash'>,
  lift: SuppressionLifted,
  said: { readonly by: Author; readonly at: Instant },
): NewEvent {
  const identity = [lift.data.cell, lift.data.upTo.id];
  return suppressionEvent(store, lift, { ...said, identity, subject: null });
}
