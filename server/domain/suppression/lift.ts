import { DomainError } from '#server/domain/domain-error.ts';
import type { SuppressionLifted } from './events.ts';

type Lifted = SuppressionLifted['data'];

/** The event that takes one ground of suppression away. */
export function liftOf(
  { channel, subjectId }: Pick<Lifted, 'channel' | 'subjectId'>,
  lift: Omit<Lifted, 'channel' | 'subjectId'>,
): SuppressionLifted {
  return { type: 'SuppressionLifted', data: { channel, subjectId, ...lift }, personal: null };
}

/** The reason as it will stand in the audit. Throws DomainError `lift_needs_reason` when there is none. */
export function statedReason(why: string): string {
  const reason = why.trim();
  if (reason === '') {
    throw new DomainError('lift_needs_reason', 'A suppression is lifted only with a reason.');
  }
  return reason;
}
