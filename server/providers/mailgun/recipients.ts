import type { Json } from '#server/providers/json-items.ts';
import { isRecord } from './envelope.ts';
import type { MessageEvent } from './payload.ts';

const address = /^[^\s@<>,;"\0\p{Cs}]{1,200}@[^\s@<>,;"\0\p{Cs}]{1,200}$/u;
/** Mailgun takes a thousand recipients at a time. */
const maxRecipients = 1000;

/**
 * Whom an event is about. Mailgun rejects a message as a whole and then names no recipient, so those are all it was
 * addressed to. Empty where nobody can be made out.
 */
export function recipientsOf(event: MessageEvent): readonly string[] {
  if (event.recipient !== undefined) return [event.recipient];
  if (event.event !== 'rejected') return [];
  const listed = event.message?.recipients ?? [];
  const addressees = listed.length > 0 ? listed : addressesIn(event.message?.headers?.to ?? '');
  return addressees.length > maxRecipients ? [] : withoutRepeats(addressees);
}

/** The addresses of a To header, without names and comments; empty when one of them cannot be read. */
function addressesIn(header: string): readonly string[] {
  const parts = header.replace(/"(?:[^"\\]|\\.)*"/g, '').split(',');
  const addresses = parts.map((part) => (/<([^<>]*)>\s*$/.exec(part)?.[1] ?? part).trim());
  return addresses.every((one) => address.test(one)) ? addresses : [];
}

function withoutRepeats(addresses: readonly string[]): readonly string[] {
  const keys = addresses.map((one) => one.toLowerCase());
  return addresses.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

/**
 * The event as far as it is about this person. The message's other addressees are left out: each event is sealed for
 * its own person and must not outlive another's erasure.
 */
export function shareOf(event: Json, recipient: string): Json {
  if (!isRecord(event) || !isRecord(event.message)) return event;
  const { headers, recipients, ...message } = event.message;
  return {
    ...event,
    message: {
      ...message,
      ...(headers !== undefined && { headers: headersTo(headers, recipient) }),
      ...(recipients !== undefined && {
        recipients: Array.isArray(recipients) ? recipients.filter((one) => one === recipient) : recipients,
      }),
    },
  };
}

function headersTo(headers: Json, recipient: string): Json {
  if (!isRecord(headers) || typeof headers.to !== 'string') return headers;
  const others = headers.to.toLowerCase().replaceAll(recipient.toLowerCase(), '');
  return others.includes('@') ? { ...headers, to: recipient } : headers;
}
