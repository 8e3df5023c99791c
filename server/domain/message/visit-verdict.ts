import { msFromInstant } from '#server/domain/instant.ts';
import type { MachineVerdict } from './report.ts';
import type { MessageState } from './state.ts';
import type { Visit } from './visits.ts';

/** Raised with every change of what is judged or how, so that a decision says which rule it trusted. */
export const visitRule = { id: 'seconds-after-delivery', version: 1 } as const;

/** Nobody reads this fast: a gateway looked while it took the message. */
export const instantMs = 2_000;
/** Within this time after delivery several visits together look like a scanner following every link ... */
export const burstMs = 10_000;
/** ... and this many are several. Visits that the provider calls a machine's are no evidence about the others. */
export const burstSize = 3;

/** The reason of a verdict. */
export type VisitEvidence =
  | 'provider_says_machine'
  | 'instant_after_delivery'
  | 'burst_after_delivery'
  | 'provider_says_human'
  | 'read_receipt'
  | 'followed_link'
  | 'nothing_known';

export interface VisitVerdict {
  readonly verdict: MachineVerdict;
  readonly because: VisitEvidence;
  /** False while what is still to be heard of, the delivery or more visits as hasty, may turn the verdict. */
  readonly final: boolean;
}

/**
 * Who made a visit, from the whole of what is known of its message and not from what was known when it arrived: the
 * delivery's time often comes later than the visit. Hence any order of events gives the same verdict.
 */
export function judgeVisit(
  visit: Visit,
  message: Pick<MessageState, 'channel' | 'times' | 'visits'>,
): VisitVerdict {
  if (visit.claim === 'likely_machine') {
    return { verdict: 'likely_machine', because: 'provider_says_machine', final: true };
  }
  const untimed = untimedVerdict(visit);
  const isTimed = (message.channel === 'email' || message.channel === 'sms') && visit.kind !== 'read';
  const delivered = message.times.delivered;
  if (!isTimed) return { ...untimed, final: true };
  if (delivered === undefined) return { ...untimed, final: false };
  const deliveredMs = msFromInstant(delivered);
  if (isWithin(instantMs, visit, deliveredMs)) {
    return { verdict: 'likely_machine', because: 'instant_after_delivery', final: true };
  }
  const isHasty = isWithin(burstMs, visit, deliveredMs);
  if (isHasty && isBurst(message.visits, deliveredMs)) {
    return { verdict: 'likely_machine', because: 'burst_after_delivery', final: true };
  }
  return { ...untimed, final: !isHasty };
}

function untimedVerdict({ kind, claim }: Visit): Omit<VisitVerdict, 'final'> {
  if (claim === 'human') return { verdict: 'human', because: 'provider_says_human' };
  if (kind === 'read' && claim === null) return { verdict: 'human', because: 'read_receipt' };
  // Images load by themselves; links are followed by people and by scanners, and the scanners were told by haste.
  if (kind === 'clicked') return { verdict: 'human', because: 'followed_link' };
  return { verdict: 'unknown', because: 'nothing_known' };
}

/** Shortly before counts too: gateways look before they say that they took it. Long before is a clock that is wrong. */
function isWithin(ms: number, visit: Visit, deliveredMs: number): boolean {
  const sinceMs = msFromInstant(visit.at) - deliveredMs;
  return sinceMs < ms && sinceMs > -burstMs;
}

function isBurst(visits: readonly Visit[], deliveredMs: number): boolean {
  const hasty = visits.filter(
    (visit) =>
      visit.kind !== 'read' && visit.claim !== 'likely_machine' && isWithin(burstMs, visit, deliveredMs),
  );
  return hasty.length >= burstSize;
}
