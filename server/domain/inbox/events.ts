import { z } from 'zod';
import type { EventDefinition, EventDefinitions, EventOf } from '#server/domain/event-definition.ts';

const mark = {
  version: 1,
  data: z.strictObject({ entryId: z.string().min(1) }),
  personal: null,
  upcast: {},
} as const satisfies EventDefinition;

/** What a person did with one entry of their inbox. Stream `inbox-<entry id>`. */
export const inboxEvents = {
  InboxEntryMarkedRead: mark,
  InboxEntryMarkedUnread: mark,
  InboxEntryArchived: mark,
  InboxEntryUnarchived: mark,
} as const satisfies EventDefinitions;

export type InboxEvent = EventOf<typeof inboxEvents>;
export type InboxEventType = InboxEvent['type'];

export function isInboxEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { type: InboxEventType }> {
  return Object.hasOwn(inboxEvents, event.type);
}

export function inboxStream(entryId: string): string {
  return `inbox-${entryId}`;
}
