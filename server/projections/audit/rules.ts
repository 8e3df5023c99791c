import type { EventType } from '#server/domain/events.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { Deed, Rule, Rules } from './deed.ts';
import { operationRules } from './operation-rules.ts';
import { peopleRules } from './people-rules.ts';

/** What is no deed but a report, or the engine's own step. */
const notDeeds = {
  ErasureCompleted: null,
  EscalationPlanned: null,
  EscalationIntended: null,
  EscalationStepSkipped: null,
  EscalationOutcomeUnknown: null,
  EscalationCancelled: null,
  EscalationEnded: null,
  DeadLetterReplayFinished: null,
  AlertRaised: null,
  AlertWorsened: null,
  AlertResolved: null,
  AlertTold: null,
  SunsetAsked: null,
  SunsetKept: null,
  SunsetEnded: null,
  SunsetCancelled: null,

  // What a person does in their own inbox concerns nobody else.
  InboxEntryMarkedRead: null,
  InboxEntryMarkedUnread: null,
  InboxEntryArchived: null,
  InboxEntryUnarchived: null,

  // Sending is what keys are for: who asked stands with the notification, and there are far too many for an audit.
  NotificationRequested: null,
  SendDecided: null,
  MessageRequested: null,
  MessageSkipped: null,
  MessageOutcomeUnknown: null,
  HandoverStarted: null,
  HandoverPutOff: null,
  MessageConverted: null,

  MessageAccepted: null,
  MessageSent: null,
  MessageDeferred: null,
  MessageSoftBounced: null,
  MessageDropped: null,
  MessageFailed: null,
  MessageDelivered: null,
  MessageHardBounced: null,
  MessageComplained: null,
  MessageOpened: null,
  MessageClicked: null,
  MessageRead: null,
  MessageUnsubscribed: null,
  MessageResubscribed: null,
  ReplyReceived: null,
  WebhookUnrecognized: null,
  ProviderAccountChanged: null,
} as const satisfies Rules;

/** Every event type: what it is in the audit, or null. */
export const auditRules = {
  ...peopleRules,
  ...operationRules,
  ...notDeeds,
} as const satisfies { readonly [Type in EventType]: Rule<Type> | null };

/** The event types that can be somebody's deed. */
export const auditedTypes: readonly EventType[] =
  // Safe: the rules have exactly the event types as keys.
  (Object.keys(auditRules) as EventType[]).filter((type) => auditRules[type] !== null);

/** What somebody did by this event; null when nobody did anything. */
export function deedIn(event: StoredEvent): Deed | null {
  // Safe: the rule is that of the event's own type.
  const rule: Rule<EventType> | null = auditRules[event.type];
  if (rule === null || (rule.by === 'people_or_machines' && event.actor === null)) return null;
  const told = rule.tell(event.data);
  return told === null ? null : { action: rule.action, ...told };
}
