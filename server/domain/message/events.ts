import type { EventDefinition, EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import type { MessageKind } from './kind.ts';
import {
  attemptPersonal,
  convertedData,
  outcomeUnknownData,
  outcomeUnknownPersonal,
  requestedData,
  skippedData,
} from './own-facts.ts';
import { type ReportKind, reportData, reportPersonal } from './report.ts';

const report = {
  version: 1,
  data: reportData,
  personal: reportPersonal,
  upcast: {},
} as const satisfies EventDefinition;

/**
 * What was reported about one message: by a provider's webhook, or by the answer to our own request, which makes
 * `MessageAccepted` the first place where our id and the provider's stand side by side.
 */
const reportEvents = {
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
  MessageRead: report,
  MessageUnsubscribed: report,
  MessageResubscribed: report,
} as const satisfies EventDefinitions;

/** Facts about one message on one channel. Stream `message-<id>`. */
export const messageEvents = {
  ...reportEvents,
  MessageRequested: { version: 1, data: requestedData, personal: attemptPersonal, upcast: {} },
  MessageSkipped: { version: 1, data: skippedData, personal: attemptPersonal, upcast: {} },
  MessageOutcomeUnknown: {
    version: 1,
    data: outcomeUnknownData,
    personal: outcomeUnknownPersonal,
    upcast: {},
  },
  MessageConverted: { version: 1, data: convertedData, personal: null, upcast: {} },
} as const satisfies EventDefinitions;

export type ReportEvent = EventOf<typeof reportEvents>;
export type ReportEventType = ReportEvent['type'];
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
  read: 'MessageRead',
  unsubscribed: 'MessageUnsubscribed',
  resubscribed: 'MessageResubscribed',
} as const satisfies Record<ReportKind, ReportEventType>;

/** The event type that records each kind of fact. */
export const eventTypeOfKind = {
  ...eventTypeOfReport,
  requested: 'MessageRequested',
  skipped: 'MessageSkipped',
  outcome_unknown: 'MessageOutcomeUnknown',
  converted: 'MessageConverted',
} as const satisfies Record<MessageKind, MessageEventType>;

/** The kind of report that each event type records. */
export const reportOfEventType = Object.fromEntries(
  Object.entries(eventTypeOfReport).map(([kind, type]) => [type, kind]),
  // Safe: eventTypeOfReport names every kind once, and the test of this file checks it names every type once.
) as Record<ReportEventType, ReportKind>;

/** The kind of fact that each event type records. */
export const kindOfEventType = {
  ...reportOfEventType,
  MessageRequested: 'requested',
  MessageSkipped: 'skipped',
  MessageOutcomeUnknown: 'outcome_unknown',
  MessageConverted: 'converted',
} as const satisfies Record<MessageEventType, MessageKind>;

export function isReportEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { type: ReportEventType }> {
  return Object.hasOwn(reportOfEventType, event.type);
}

export function isMessageEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { type: MessageEventType }> {
  return Object.hasOwn(messageEvents, event.type);
}

export function messageStream(messageId: string): string {
  return `message-${messageId}`;
}
