import { readJsonItems, readText } from '#server/providers/json-items.ts';
import type { ReadContext, WebhookItem } from '#server/providers/provider.ts';
import { readCallback } from './callback.ts';
import { readStreamEvent } from './stream-event.ts';

/** Reads a verified body: the form of a callback, or the JSON of Event Streams, one event or a list of them. */
export function readBody(
  body: Buffer,
  { receivedAt, query }: Pick<ReadContext, 'receivedAt' | 'query'>,
): readonly WebhookItem[] {
  const text = readText(body);
  if (typeof text !== 'string') return [text];
  if (/^\s*[[{]/.test(text)) return readJsonItems(body, (item) => readStreamEvent(item, receivedAt));
  return readCallback(text, query, receivedAt);
}
