import { isObject, type Json, parseJson } from '#server/providers/json-items.ts';

/**
 * The fields that are to hold the signature: `signature` of the JSON webhook, or the form itself, as Mailgun posted
 * before 2018 and still posts inbound mail. Undefined where the body is neither.
 */
export function signatureIn(body: string): unknown {
  const parsed = parseJson(body);
  if (parsed !== undefined) return isRecord(parsed) ? parsed.signature : undefined;
  const form = formIn(body);
  return form === null ? undefined : Object.fromEntries(form);
}

/**
 * The event of a webhook, without the signature, which must not be part of what identifies it. A dead letter that is
 * tried again is the event alone.
 */
export function eventIn(item: Json): Json {
  if (!isRecord(item)) return item;
  const { signature: _, 'event-data': event, ...rest } = item;
  return event === undefined ? rest : event;
}

/** The fields of a form as Mailgun posts it; null for anything else. */
export function formIn(body: string): URLSearchParams | null {
  const form = new URLSearchParams(body);
  const isOurs = form.has('timestamp') && (form.has('event') || form.has('recipient'));
  return isOurs ? form : null;
}

export function isRecord(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return isObject(value) && !Array.isArray(value);
}
