import { isObject, type Json } from '#server/providers/json-items.ts';
import type { EventName } from './payload.ts';

export type JsonObject = { readonly [key: string]: Json };

/** Of a visit SES does not know who made it, so there is nothing to split. */
type SplitName = Exclude<EventName, 'Open' | 'Click'>;

/** Where each event lists whom it is about. SES reports one event for all of them together. */
const listedAt = {
  Send: ['mail', 'destination'],
  Reject: ['mail', 'destination'],
  'Rendering Failure': ['mail', 'destination'],
  Subscription: ['mail', 'destination'],
  Bounce: ['bounce', 'bouncedRecipients'],
  Complaint: ['complaint', 'complainedRecipients'],
  Delivery: ['delivery', 'recipients'],
  DeliveryDelay: ['deliveryDelay', 'delayedRecipients'],
} as const satisfies Record<SplitName, readonly [string, string]>;

/** SES sends a message to 50 people at most. */
const maxRecipients = 100;

/**
 * Splits an event into one for each recipient, in which nobody else is named, since each is sealed for its own person
 * and must not outlive another's erasure. An event that is about nobody, or not of a known form, stays whole.
 */
export function sharesOf(event: JsonObject, name: EventName): readonly JsonObject[] {
  if (name === 'Open' || name === 'Click') return [event];
  const [part, list] = listedAt[name];
  const holder = event[part];
  const recipients = isRecord(holder) ? holder[list] : undefined;
  if (!isRecord(holder) || !Array.isArray(recipients)) return [event];
  if (recipients.length === 0 || recipients.length > maxRecipients) return [event];
  const addressees = isRecord(event.mail) ? event.mail.destination : undefined;
  const isAlone = recipients.length === 1 && !(Array.isArray(addressees) && addressees.length > 1);
  if (isAlone) return [event];
  return recipients.map((recipient) => {
    const share = { ...event, [part]: { ...holder, [list]: [recipient] } };
    return { ...share, mail: mailTo(recipient, share.mail) };
  });
}

/** The address in `Ada Example <ada@example.com>`; the text itself where it is an address alone. */
export function bareAddress(text: string): string {
  return /<([^<>\s]+)>\s*$/.exec(text)?.[1] ?? text;
}

/** The message as it went to this one person: without the other addressees, also in the headers that list them. */
function mailTo(recipient: Json, mail: Json | undefined): Json {
  if (!isRecord(mail)) return mail ?? null;
  const address = addressIn(recipient);
  const { destination, headers, commonHeaders, ...rest } = mail;
  return {
    ...rest,
    ...(Array.isArray(destination) && {
      destination: destination.filter((one) => addressIn(one) === address),
    }),
    ...(Array.isArray(headers) && { headers: headers.filter((header) => !listsAddressees(header)) }),
    ...(isRecord(commonHeaders) && { commonHeaders: withoutAddressees(commonHeaders) }),
  };
}

function addressIn(recipient: Json | undefined): string {
  const text = isRecord(recipient) ? recipient.emailAddress : recipient;
  return typeof text === 'string' ? bareAddress(text.trim()).toLowerCase() : '';
}

const addresseeHeader = /^(?:resent-)?(?:to|cc|bcc)$/i;

function listsAddressees(header: Json): boolean {
  return isRecord(header) && typeof header.name === 'string' && addresseeHeader.test(header.name);
}

function withoutAddressees(headers: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !addresseeHeader.test(name)));
}

export function isRecord(value: Json | undefined): value is JsonObject {
  return isObject(value) && !Array.isArray(value);
}
