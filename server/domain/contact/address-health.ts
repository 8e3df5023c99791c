import { compareRefs, type EventRef, refOf } from '#server/domain/event-id.ts';
import { reportOfEventType } from '#server/domain/message/events.ts';
import type { StoredReportEvent } from '#server/domain/message/evolve.ts';
import { evidenceOf, type MessageStatus, statusRanks } from '#server/domain/message/status.ts';

/** The statuses that tell something of the address: not what we or the provider held back. */
const outcomes = ['delivered', 'deferred', 'soft_bounced', 'hard_bounced', 'complained'] as const;
export type AddressOutcome = (typeof outcomes)[number];

/** What one report said of a message to the address. */
interface Sign<Status = MessageStatus> extends EventRef {
  readonly status: Status;
}

/** What the reports about one address on one channel say of it: two newest signs, however many there were. */
export interface AddressHealth {
  readonly last: Sign;
  /** The newest sign that tells whether the address works; null before there is one. */
  readonly outcome: Sign<AddressOutcome> | null;
}

/** The same where there may have been no report yet. */
export interface AddressSigns {
  readonly last: AddressHealth['last'] | null;
  readonly outcome: AddressHealth['outcome'];
}

/** Null before there is a report. */
export function healthIn({ last, outcome }: AddressSigns): AddressHealth | null {
  return last && { last, outcome };
}

/**
 * Adds one report. The newest by time stands, at the same moment the one of the higher rank, whatever the order of
 * arrival: some providers' clocks count whole seconds.
 */
export function evolveAddressHealth(state: AddressHealth | null, event: StoredReportEvent): AddressHealth {
  const { status } = evidenceOf(reportOfEventType[event.type], event.data.machine);
  const sign = { ...refOf(event), status };
  const last = newer(state?.last ?? null, sign);
  const before = state?.outcome ?? null;
  const outcome = isOutcome(sign) ? newer(before, sign) : before;
  if (state !== null && last === state.last && outcome === before) return state;
  return { last, outcome };
}

function isOutcome(sign: Sign): sign is Sign<AddressOutcome> {
  return outcomes.some((outcome) => outcome === sign.status);
}

function newer<One extends Sign>(known: One | null, sign: One): One {
  if (known === null) return sign;
  const rank = known.at === sign.at ? statusRanks[known.status] - statusRanks[sign.status] : 0;
  return (rank || compareRefs(known, sign)) >= 0 ? known : sign;
}
