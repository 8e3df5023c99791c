import { isObject, type Json, readJsonItems, unreadable } from '#server/providers/json-items.ts';
import type { AccountItem, WebhookItem } from '#server/providers/provider.ts';
import { line } from '#server/providers/text.ts';
import { type AccountEvent, accountEventName, parseAccountEvent, parseMessageEvent } from './payload.ts';
import { reportOf } from './report.ts';

/** Reads a verified body: an array of events, or one event alone, as a dead letter is tried again. */
export function readBody(body: Buffer): readonly WebhookItem[] {
  return readJsonItems(body, readItem);
}

function readItem(item: Json): WebhookItem {
  if (isAccountEvent(item)) {
    const account = parseAccountEvent(item);
    return account.success ? accountItem(account.data, item) : unreadable(item, account.error.issues);
  }
  const message = parseMessageEvent(item);
  if (!message.success) return unreadable(item, message.error.issues);
  return reportOf(message.data, item) ?? unreadable(item, [{ path: ['asm_group_id'], code: 'missing' }]);
}

function accountItem(event: AccountEvent, raw: Json): AccountItem {
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

function isAccountEvent(item: Json): boolean {
  return isObject(item) && 'event' in item && item.event === accountEventName;
}
