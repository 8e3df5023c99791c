import { type Json, readJsonItems, unreadable } from '#server/providers/json-items.ts';
import type { WebhookItem } from '#server/providers/provider.ts';
import { parseEvent } from './payload.ts';
import { itemOf } from './report.ts';

/** Reads a body, which holds one event. Inbound mail, which has no record type, is kept as unreadable. */
export function readBody(body: Buffer): readonly WebhookItem[] {
  return readJsonItems(body, readItem);
}

function readItem(item: Json): WebhookItem {
  const event = parseEvent(item);
  return event.success ? itemOf(event.data, item) : unreadable(item, event.error.issues);
}
