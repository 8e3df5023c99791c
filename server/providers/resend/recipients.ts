import { isObject, type Json } from '#server/providers/json-items.ts';
import type { EmailEvent } from './payload.ts';

export interface Concerned {
  readonly recipients: readonly string[];
  /** True when the event is about one of several people and does not say which. */
  readonly isAmbiguous: boolean;
}

/**
 * Whom an event is about. A message to several people gets an event for each of them, and none says whose it is,
 * unless the answer of the mail server names the address.
 */
export function concernedBy({ data }: EmailEvent): Concerned {
  const keys = data.to.map((one) => one.toLowerCase());
  const all = data.to.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
  const said = [data.bounce?.message, ...(data.bounce?.diagnosticCode ?? []), data.suppressed?.message];
  const words = said
    .join(' ')
    .toLowerCase()
    .split(/[\s<>()[\]"',;:]+/);
  const named = all.filter((recipient) => words.includes(recipient.toLowerCase()));
  const recipients = named.length === 0 ? all : named;
  const isCopied =
    named.length === 0 && [data.cc, data.bcc].some((list) => list !== undefined && list.length > 0);
  return { recipients, isAmbiguous: recipients.length > 1 || isCopied };
}

/** Lists of whom a copy went to, as fields of an event or as headers within it. */
const copies = /^(?:to|cc|bcc)$/i;

/**
 * The event as far as it is about this person. The message's other addressees are left out: each event is sealed for
 * its own person and must not outlive another's erasure.
 */
export function shareOf(event: Json, recipient: string): Json {
  if (!isRecord(event) || !isRecord(event.data)) return event;
  const { headers, to, ...data } = event.data;
  const others = Object.entries(data).filter(([name]) => !copies.test(name));
  return {
    ...event,
    data: {
      ...Object.fromEntries(others),
      to: Array.isArray(to) && to.length > 1 ? [recipient] : (to ?? null),
      ...(headers !== undefined && { headers: withoutCopies(headers) }),
    },
  };
}

function withoutCopies(headers: Json): Json {
  if (!Array.isArray(headers)) return headers;
  return headers.filter((header) => !(isRecord(header) && copies.test(String(header.name))));
}

export function isRecord(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return isObject(value) && !Array.isArray(value);
}
