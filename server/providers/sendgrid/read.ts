import { isUtf8 } from 'node:buffer';
import type { ReportPersonal } from '#server/domain/message/report.ts';
import type { AccountItem, UnreadableItem, WebhookItem } from '#server/providers/provider.ts';
import { elementTexts } from './element-texts.ts';
import { type AccountEvent, accountEventName, parseAccountEvent, parseMessageEvent } from './payload.ts';
import { line } from './present.ts';
import { reportOf } from './report.ts';

/** Deeper than any event, and shallow enough for every reader after us that walks it by recursion. */
const maxDepth = 32;
/** SendGrid's events are longer than 200 bytes each, so more of them than this cannot be in a body we accept. */
const maxItems = 50_000;

type Raw = ReportPersonal['raw'];

/**
 * Reads a verified body: an array of events, or one event alone, as a dead letter is tried again.
 * One item that cannot be read costs none of the others; a body that is no JSON comes back whole.
 */
export function readBody(body: Buffer): readonly WebhookItem[] {
  if (!isUtf8(body)) {
    const raw = body.toString('base64');
    return [{ outcome: 'unreadable', failure: 'body: not_utf8', raw, encoding: 'base64' }];
  }
  const text = body.toString('utf8');
  const parsed = parseJson(text);
  if (parsed === undefined) {
    return [{ outcome: 'unreadable', failure: 'body: not_json', raw: text, encoding: 'text' }];
  }
  const items: readonly Raw[] = Array.isArray(parsed) ? parsed : [parsed];
  if (items.length > maxItems) {
    return [{ outcome: 'unreadable', failure: 'body: too_many_items', raw: text, encoding: 'json' }];
  }
  let texts: readonly string[] | undefined;
  const textOf = (index: number) => {
    texts ??= Array.isArray(parsed) ? elementTexts(text) : [text];
    return texts[index] ?? '';
  };
  return items.map((item, index) => {
    if (!isObject(item) || !isTooDeep(item, maxDepth)) return readItem(item);
    return { outcome: 'unreadable', failure: 'item: too_deep', raw: textOf(index), encoding: 'json' };
  });
}

function readItem(item: Raw): WebhookItem {
  if (isAccountEvent(item)) {
    const account = parseAccountEvent(item);
    return account.success ? accountItem(account.data, item) : unreadable(item, account.error.issues);
  }
  const message = parseMessageEvent(item);
  if (!message.success) return unreadable(item, message.error.issues);
  return reportOf(message.data, item) ?? unreadable(item, [{ path: ['asm_group_id'], code: 'missing' }]);
}

function accountItem(event: AccountEvent, raw: Raw): AccountItem {
  const change = line(event.type, 100) ?? event.event;
  return {
    outcome: 'account',
    eventId: event.sg_event_id ?? null,
    fingerprint: [event.event, change, event.timestamp],
    occurredAt: event.timestamp,
    change,
    raw,
  };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly code?: string | undefined;
}

/** The failure names paths and codes of our own schema, so it can hold nothing that was sent. */
function unreadable(item: Raw, issues: readonly Issue[]): UnreadableItem {
  const signs = issues.map(({ path, code }) => `${path.join('.') || 'item'}: ${code ?? 'invalid'}`);
  const failure = [...new Set(signs)].sort().join('; ');
  return { outcome: 'unreadable', failure, raw: JSON.stringify(item), encoding: 'json' };
}

function parseJson(text: string): Raw | undefined {
  try {
    // Safe: whatever JSON.parse returns is JSON.
    return JSON.parse(text) as Raw;
  } catch {
    return undefined;
  }
}

function isAccountEvent(item: Raw): boolean {
  return isObject(item) && 'event' in item && item.event === accountEventName;
}

function isTooDeep(value: object, levels: number): boolean {
  if (levels === 0) return true;
  return Object.values(value).some((inner: Raw) => isObject(inner) && isTooDeep(inner, levels - 1));
}

function isObject(value: Raw): value is Extract<Raw, object> {
  return typeof value === 'object' && value !== null;
}
