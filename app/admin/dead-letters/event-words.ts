import type { EventType } from '#server/domain/events.ts';
import type { MessageEventType } from '#server/domain/message/events.ts';

const words = {
  MessageRequested: 'Requested',
  MessageSkipped: 'Skipped',
  MessageOutcomeUnknown: 'Unclear',
  MessageAccepted: 'Accepted',
  MessageSent: 'Sent',
  MessageDeferred: 'Delayed',
  MessageSoftBounced: 'Soft bounce',
  MessageDropped: 'Dropped',
  MessageFailed: 'Failed',
  MessageDelivered: 'Delivered',
  MessageHardBounced: 'Hard bounce',
  MessageComplained: 'Spam complaint',
  MessageOpened: 'Opened',
  MessageClicked: 'Clicked',
  MessageRead: 'Read',
  MessageUnsubscribed: 'Unsubscribed',
  MessageResubscribed: 'Subscribed again',
  MessageConverted: 'Converted',
} as const satisfies Record<MessageEventType, string>;

const others = {
  ReplyReceived: 'Reply from a person',
  ProviderAccountChanged: 'Change of the provider account',
  WebhookUnrecognized: 'A part that still cannot be read',
} as const satisfies Partial<Record<EventType, string>>;

const names: ReadonlyMap<string, string> = new Map(Object.entries({ ...words, ...others }));

/** What a letter turned out to say, in a word or two. */
export function eventName(type: EventType): string {
  return names.get(type) ?? type;
}
