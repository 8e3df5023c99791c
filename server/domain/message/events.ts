import type { EventDefinition, EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { type ReportKind, reportData, reportPersonal } from './report.ts';

const report = {
  version: 1,
  data: reportData,
  personal: reportPersonal,
  upcast: {},
} as const satisfies EventDefinition;

/** Facts about one message on one channel, as a provider reported them. Stream `message-<id>`. */
export const messageEvents = {
  MessageAccepted: report,
  MessageSent: report,
  MessageDeferred: report,
  MessageSoftBounced: report,
  MessageDropped: report,
  MessageFailed: report,
  MessageDelivered: report,
  MessageHardBounced: report,
  MessageComplained: report,
  MessageOpened: report,
  MessageClicked: report,
  MessageUnsubscribed: report,
  MessageResubscribed: report,
} as const satisfies EventDefinitions;

export type MessageEvent = EventOf<typeof messageEvents>;
export type MessageEventType = MessageEvent['type'];

/** The event type that records each kind of report. */
export const eventTypeOfReport = {
  accepted: 'MessageAccepted',
  sent: 'MessageSent',
  deferred: 'MessageDeferred',
  soft_bounced: 'MessageSoftBounced',
  dropped: 'MessageDropped',
  failed: 'MessageFailed',
  delivered: 'MessageDelivered',
  hard_bounced: 'MessageHardBounced',
  complained: 'MessageComplained',
  opened: 'MessageOpened',
  clicked: 'MessageClicked',
  unsubscribed: 'MessageUnsubscribed',
  resubscribed: 'MessageResubscribed',
} as const satisfies Record<ReportKind, MessageEventType>;

/** The kind of report that each event type records. */
export const reportOfEventType = Object.fromEntries(
  Object.entries(eventTypeOfReport).map(([kind, type]) => [type, kind]),
  // Safe: eventTypeOfReport names every kind once, and the test of this file checks it names every type once.
) as Record<MessageEventType, ReportKind>;

export function messageStream(messageId: string): string {
  return `message-${messageId}`;
}
