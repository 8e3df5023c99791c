import type { DomainEvent, EventType } from './events.ts';
import type { Instant } from './instant.ts';
import type { StoredEventOf } from './stored-event.ts';

/** What a test says of one event; the rest is the same for all. */
export interface HistoricPlace {
  readonly stream?: string;
  readonly at?: Instant;
  /** Also the order in which the store took it. */
  readonly position?: number;
  readonly source?: string;
  readonly sourceEventId?: string;
  readonly subjectId?: string | null;
  readonly actor?: string;
  readonly erased?: boolean;
}

/** A stored event as tests need it, at the minute of its position unless they say otherwise. */
export function historicEvent<Type extends EventType>(
  event: Extract<DomainEvent, { type: Type }>,
  place: HistoricPlace = {},
): StoredEventOf<Type> {
  const position = place.position ?? 1;
  const at = place.at ?? `2026-11-21T12:${String(position).padStart(2, '0')}:00.000Z`;
  const erased = place.erased ?? false;
  const envelope = {
    position,
    stream: place.stream ?? 'example-stream',
    occurredAt: at,
    receivedAt: at,
    recordedAt: at,
    source: place.source ?? 'example-source',
    sourceEventId: place.sourceEventId ?? `event-${position}`,
    subjectId: place.subjectId ?? null,
    erased,
    actor: place.actor ?? null,
    causation: null,
    correlation: null,
    verification: null,
  };
  // Safe: the envelope is the same for every type of event, which brings its own data and personal fields.
  return {
    ...envelope,
    ...event,
    personal: erased ? null : event.personal,
  } as unknown as StoredEventOf<Type>;
}
