import { type Json, readJsonItems, unreadable } from '#server/providers/json-items.ts';
import type { AccountItem, WebhookItem } from '#server/providers/provider.ts';
import { wordOf } from './failure.ts';
import {
  type AccountEvent,
  accountType,
  contactUpdate,
  parseAccountEvent,
  parseContactEvent,
  parseEmailEvent,
  topicsUpdate,
} from './payload.ts';
import { isRecord } from './recipients.ts';
import { reportsOf } from './report.ts';
import { wishesIn } from './wishes.ts';

/** Reads a verified body, which holds one event. */
export function readBody(body: Buffer): readonly WebhookItem[] {
  return readJsonItems(body, readItem);
}

function readItem(item: Json): WebhookItem | readonly WebhookItem[] {
  const type = isRecord(item) && typeof item.type === 'string' ? item.type : '';
  if (type === contactUpdate || type === topicsUpdate) return readContactItem(item);
  if (accountType.test(type)) return readAccountItem(item);
  const email = parseEmailEvent(item);
  return email.success ? reportsOf(email.data, item) : unreadable(item, email.error.issues);
}

function readContactItem(item: Json): WebhookItem | readonly WebhookItem[] {
  const contact = parseContactEvent(item);
  if (!contact.success) return unreadable(item, contact.error.issues);
  const wishes = wishesIn(contact.data, item);
  return wishes.length > 0 ? wishes : accountItem(contact.data, item);
}

function readAccountItem(item: Json): WebhookItem {
  const account = parseAccountEvent(item);
  return account.success ? accountItem(account.data, item) : unreadable(item, account.error.issues);
}

/** All that is said without naming a person: what is sealed here is nobody's, so it would outlive an erasure. */
const impersonal: ReadonlySet<string> = new Set([
  'id',
  'email_id',
  'audience_id',
  'segment_ids',
  'source_id',
  'origin',
  'status',
  'region',
  'unsubscribed',
  'created_at',
  'updated_at',
]);

function accountItem(event: Pick<AccountEvent, 'type' | 'created_at' | 'data'>, raw: Json): AccountItem {
  const { id, email_id: emailId, status, origin } = event.data;
  const detail = [status, origin].map((word) => wordOf(textOf(word))).find((word) => word !== undefined);
  const change = detail === undefined ? event.type : `${event.type}/${detail}`;
  return {
    outcome: 'account',
    eventId: null,
    fingerprint: [change, textOf(id) ?? textOf(emailId) ?? '', event.created_at],
    occurredAt: event.created_at,
    change,
    raw: withoutPerson(event.type, raw),
  };
}

function withoutPerson(type: string, raw: Json): Json {
  if (!isRecord(raw) || !isRecord(raw.data)) return null;
  const isDomain = type.startsWith('domain.');
  const kept = Object.entries(raw.data).filter(
    ([name]) => impersonal.has(name) || (isDomain && name === 'name'),
  );
  return { type, created_at: raw.created_at ?? null, data: Object.fromEntries(kept) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 200) : undefined;
}
