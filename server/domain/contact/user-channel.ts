import type { EventId } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { MessageStatus } from '#server/domain/message/status.ts';
import { isWish, type SuppressionReason, type WishReason } from '#server/domain/suppression/reason.ts';
import { isWholeChannel } from '#server/domain/suppression/scope.ts';
import { isInForce, type Suppression } from '#server/domain/suppression/suppression.ts';
import type { AddressHealth, AddressOutcome } from './address-health.ts';
import type { ContactAddress } from './contact.ts';

export const healthGrades = ['good', 'degraded', 'bad', 'unknown'] as const;
export type HealthGrade = (typeof healthGrades)[number];

export interface Health {
  readonly grade: HealthGrade;
  readonly reason: HealthReason;
  readonly because: EventId | null;
}

export type HealthReason =
  | Exclude<SuppressionReason, WishReason>
  | 'delivered'
  | 'deferred'
  | 'soft_bounced'
  | 'suppression_ended'
  | 'no_reports'
  | 'no_address';

/** One channel of a person as the loop sees it. */
export interface UserChannel {
  readonly channel: Channel;
  readonly address: Pick<ContactAddress, 'subjectId' | 'address' | 'at'> | null;
  readonly lastStatus: { readonly status: MessageStatus; readonly at: Instant } | null;
  /** The wish by which the person left the whole channel. */
  readonly optedOut: Pick<Suppression, 'since' | 'because' | 'reason'> | null;
  /** All that is in force for the address, wishes included. */
  readonly suppressions: readonly Suppression[];
  readonly health: Health;
}

/** Puts together what is known of a person's address on a channel, at one moment. */
export function userChannelAt(
  at: Instant,
  channel: Channel,
  known: {
    readonly address: ContactAddress | null;
    readonly health: AddressHealth | null;
    readonly suppressions: readonly Suppression[];
  },
): UserChannel {
  const { address } = known;
  if (address === null || address.subjectId === null) {
    const health = { grade: 'unknown', reason: 'no_address', because: null } as const;
    return { channel, address: null, lastStatus: null, optedOut: null, suppressions: [], health };
  }
  const last = known.health?.last ?? null;
  const suppressions = known.suppressions.filter((suppression) => isInForce(suppression, at));
  const optOut = suppressions.find(({ reason, scope }) => isWish(reason) && isWholeChannel(scope));
  return {
    channel,
    address: { subjectId: address.subjectId, address: address.address, at: address.at },
    lastStatus: last && { status: last.status, at: last.at },
    optedOut: optOut ? { since: optOut.since, because: optOut.because, reason: optOut.reason } : null,
    suppressions,
    health: healthOf(known.health, suppressions),
  };
}

/** What each outcome says as long as nothing suppresses the address; one that did before is open again, untried. */
const healthOfOutcome = {
  delivered: { grade: 'good', reason: 'delivered' },
  deferred: { grade: 'degraded', reason: 'deferred' },
  soft_bounced: { grade: 'degraded', reason: 'soft_bounced' },
  hard_bounced: { grade: 'unknown', reason: 'suppression_ended' },
  complained: { grade: 'unknown', reason: 'suppression_ended' },
} as const satisfies Record<AddressOutcome, Omit<Health, 'because'>>;

function healthOf(known: AddressHealth | null, suppressions: readonly Suppression[]): Health {
  for (const { reason, scope, because } of suppressions) {
    if (isWholeChannel(scope) && !isWish(reason)) return { grade: 'bad', reason, because };
  }
  const outcome = known?.outcome ?? null;
  if (outcome === null) return { grade: 'unknown', reason: 'no_reports', because: null };
  return { ...healthOfOutcome[outcome.status], because: outcome.id };
}
