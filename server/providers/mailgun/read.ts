import { type Json, readJsonItems, readText, unreadable } from '#server/providers/json-items.ts';
import type { AccountItem, UnreadableItem, WebhookItem } from '#server/providers/provider.ts';
import { eventIn, formIn, isRecord } from './envelope.ts';
import { isMessageEvent, type MailgunEvent, parseEvent } from './payload.ts';
import { eventIdOf, reportsOf } from './report.ts';

/** Reads a verified body: one webhook, or the event of one alone, as a dead letter is tried again. */
export function readBody(body: Buffer): readonly WebhookItem[] {
  const items = readJsonItems(body, readItem);
  const [item, ...more] = items;
  const isNoJson = item?.outcome === 'unreadable' && item.encoding === 'text' && more.length === 0;
  return (isNoJson ? readForm(body) : null) ?? items;
}

function readItem(item: Json): WebhookItem | readonly WebhookItem[] {
  const raw = eventIn(item);
  const parsed = parseEvent(raw);
  if (!parsed.success) return unreadable(raw, parsed.error.issues);
  const event = parsed.data;
  if (!isMessageEvent(event)) return accountItem(event, event.event, raw);
  if (isTest(event)) return accountItem(event, `test/${event.event}`, raw);
  const reports = reportsOf(event, raw);
  return typeof reports === 'string' ? unreadable(raw, [{ path: [reports], code: 'missing' }]) : reports;
}

/** What was never sent, or only from Mailgun to itself: it must not be counted as if a person had been written to. */
function isTest({ flags }: MailgunEvent): boolean {
  return flags?.['is-test-mode'] === true || flags?.['is-system-test'] === true;
}

/** All that is said without naming a person: what is sealed here is nobody's, so it would outlive an erasure. */
const impersonal: ReadonlySet<string> = new Set([
  'event',
  'id',
  'timestamp',
  'task-id',
  'format',
  'is-upsert',
  'upserted-count',
  'failed-count',
  'mailing-list',
  'flags',
]);

function accountItem(event: MailgunEvent, change: string, raw: Json): AccountItem {
  return {
    outcome: 'account',
    eventId: eventIdOf(event),
    fingerprint: [change, event.id ?? '', event.timestamp],
    occurredAt: event.timestamp,
    change,
    raw: isRecord(raw)
      ? Object.fromEntries(Object.entries(raw).filter(([name]) => impersonal.has(name)))
      : null,
  };
}

/** A form is kept, without its signature, and says what to change: only the JSON webhooks are read. */
function readForm(body: Buffer): readonly UnreadableItem[] | null {
  const text = readText(body);
  const form = typeof text === 'string' ? formIn(text) : null;
  if (form === null) return null;
  form.delete('token');
  form.delete('signature');
  return [
    { outcome: 'unreadable', failure: 'body: form_instead_of_json', raw: form.toString(), encoding: 'text' },
  ];
}
