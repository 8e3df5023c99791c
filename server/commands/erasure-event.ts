import { type ErasureEvent, erasureStream } from '#server/domain/erasure/events.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { NewEvent, SubjectAddress } from '#server/event-store/event-store.ts';

interface Said {
  readonly subject: SubjectAddress | null;
  readonly actor: string;
  readonly at: Instant;
}

/**
 * An event of a wish, to append. It has one source for everybody and one key for every decision, so that of somebody who
 * withdraws and somebody who confirms at the same moment one is heard, and the other is told.
 */
export function erasureEvent(event: ErasureEvent, { subject, actor, at }: Said): NewEvent<ErasureEvent> {
  const { erasureId } = event.data;
  const key = `${erasureId}/${stepOf[event.type]}`;
  return {
    ...event,
    stream: erasureStream(erasureId),
    subject,
    occurredAt: at,
    receivedAt: at,
    source: 'user',
    sourceEventId: key,
    fingerprint: ['erasure', key],
    actor,
  };
}

const stepOf = {
  ErasureRequested: 'requested',
  ErasureWithdrawn: 'decided',
  ErasureRefused: 'decided',
  ErasureConfirmed: 'decided',
  ErasureCompleted: 'completed',
} as const satisfies Record<ErasureEvent['type'], string>;
