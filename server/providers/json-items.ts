import { isUtf8 } from 'node:buffer';
import type { ReportPersonal } from '#server/domain/message/report.ts';
import { elementTexts } from './element-texts.ts';
import type { UnreadableItem, WebhookItem } from './provider.ts';

/** Deeper than any event, and shallow enough for every reader after us that walks it by recursion. */
const maxDepth = 32;
/** Events are longer than 200 bytes each, so more of them than this cannot be in a body we accept. */
const maxItems = 50_000;

export type Json = ReportPersonal['raw'];

/**
 * Reads a body of JSON: an array of events, or one event alone. One item that cannot be read costs none of the others;
 * a body that is no JSON comes back whole. `readItem` is given what any reader can walk by recursion.
 */
export function readJsonItems(
  body: Buffer,
  readItem: (item: Json) => WebhookItem | readonly WebhookItem[],
): readonly WebhookItem[] {
  const read = readText(body);
  if (typeof read !== 'string') return [read];
  const parsed = parseJson(read);
  if (parsed === undefined) return [whole('body: not_json', read, 'text')];
  const items: readonly Json[] = Array.isArray(parsed) ? parsed : [parsed];
  if (items.length > maxItems) return [whole('body: too_many_items', read, 'json')];
  let texts: readonly string[] | undefined;
  const textOf = (index: number) => {
    texts ??= Array.isArray(parsed) ? elementTexts(read) : [read];
    return texts[index] ?? '';
  };
  return items.flatMap((item, index) =>
    isTooDeep(item) ? whole('item: too_deep', textOf(index), 'json') : readItem(item),
  );
}

/** The text of a body; the item that keeps it whole when it is not UTF-8. */
export function readText(body: Buffer): string | UnreadableItem {
  if (isUtf8(body)) return body.toString('utf8');
  return whole('body: not_utf8', body.toString('base64'), 'base64');
}

/** What a text says; undefined when it is no JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    // Safe: whatever JSON.parse returns is JSON.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly code?: string | undefined;
}

/**
 * An item that the schema refused. The failure names paths and codes of our own schema, so it can hold nothing that
 * was sent: a path into a record of free keys must be cut by the caller.
 */
export function unreadable(item: Json, issues: readonly Issue[]): UnreadableItem {
  const signs = issues.map(({ path, code }) => `${path.join('.') || 'item'}: ${code ?? 'invalid'}`);
  return whole([...new Set(signs)].sort().join('; '), JSON.stringify(item), 'json');
}

export function isTooDeep(value: Json, levels = maxDepth): boolean {
  if (!isObject(value)) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner: Json) => isTooDeep(inner, levels - 1));
}

export function isObject(value: Json | undefined): value is Extract<Json, object> {
  return typeof value === 'object' && value !== null;
}

function whole(failure: string, raw: string, encoding: UnreadableItem['encoding']): UnreadableItem {
  return { outcome: 'unreadable', failure, raw, encoding };
}
