import type { ReportKind } from '#server/domain/message/report.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import { type Json, readJsonItems, unreadable } from '#server/providers/json-items.ts';
import type { ReportItem, WebhookItem } from '#server/providers/provider.ts';
import { line, present } from '#server/providers/text.ts';
import { type InAppEvent, type InAppEventName, inAppEvent } from './payload.ts';

/** Reads a verified body: one event, or a list of them. */
export function readBody(body: Buffer): readonly WebhookItem[] {
  return readJsonItems(body, readItem);
}

function readItem(raw: Json): WebhookItem {
  const parsed = inAppEvent.safeParse(raw);
  if (!parsed.success) return unreadable(raw, parsed.error.issues);
  const messageId = ownMessageId(parsed.data);
  if (messageId === null && parsed.data.itemId === undefined) {
    return unreadable(raw, [{ path: ['messageId'], code: 'missing' }]);
  }
  return reportOf(parsed.data, messageId, raw);
}

const kinds = {
  delivered: 'delivered',
  seen: 'opened',
  opened: 'opened',
  read: 'read',
  clicked: 'clicked',
  failed: 'failed',
} as const satisfies Record<InAppEventName, ReportKind>;

function ownMessageId({ messageId, notificationId, attempt }: InAppEvent): string | null {
  if (messageId !== undefined) return messageId;
  return notificationId === undefined ? null : messageIdOf(notificationId, 'in_app', attempt ?? 0);
}

function reportOf(event: InAppEvent, messageId: string | null, raw: Json): ReportItem {
  const kind = kinds[event.event];
  return {
    outcome: 'report',
    kind,
    occurredAt: event.at,
    address: { kind: 'user', value: event.userId },
    messageId,
    eventId: event.id ?? null,
    fingerprint: [
      event.event,
      messageId ?? '',
      event.itemId ?? '',
      event.userId,
      event.at,
      line(event.url, 4000) ?? '',
    ],
    data: present({
      channel: 'in_app',
      providerEvent: event.event,
      providerMessageId: event.itemId,
      machine: verdictOf(event),
      category: line(event.category, 200),
      template: line(event.template, 200),
    } as const),
    personal: present({
      recipient: event.userId,
      reason: line(event.reason, 1000),
      url: line(event.url, 4000),
      ip: line(event.ip, 60),
      userAgent: line(event.userAgent, 1000),
      raw,
    }),
  };
}

function verdictOf({ event, machine }: InAppEvent): 'likely_machine' | 'human' | undefined {
  if (machine === undefined || event === 'delivered' || event === 'failed') return undefined;
  return machine ? 'likely_machine' : 'human';
}
