import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Refusal } from '#server/providers/sender.ts';

/** Numbers at which somebody earns from whoever writes to them. */
const charged: ReadonlySet<string | undefined> = new Set(['PREMIUM_RATE', 'SHARED_COST']);

/**
 * Refuses what is no telephone number in international form (E.164), or one that no country could have given out, or
 * one that costs extra. Whether somebody has it is Twilio's to say: ranges are newer than any list of them.
 */
export function refuseNumber(to: string): Refusal | null {
  const number = /^\+[1-9]\d{6,14}$/.test(to) ? parsePhoneNumberFromString(to) : undefined;
  if (number === undefined || number.number !== to || !number.isPossible()) {
    return refusal(
      'hard_bounced',
      'This is no telephone number in international form, such as +4915112345678.',
    );
  }
  if (charged.has(number.getType())) {
    return refusal('dropped', 'This number costs extra, so nothing is sent to it.');
  }
  return null;
}

function refusal(kind: Refusal['kind'], reason: string): Refusal {
  return { outcome: 'refused', kind, providerEvent: 'not_asked', reason };
}
