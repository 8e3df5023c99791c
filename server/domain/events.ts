import { alertEvents } from './alert/events.ts';
import { apiKeyEvents } from './api-key/events.ts';
import { contactEvents } from './contact/events.ts';
import { decisionEvents } from './decision/events.ts';
import { erasureEvents } from './erasure/events.ts';
import { escalationEvents } from './escalation/events.ts';
import { escalationPolicyEvents } from './escalation-policy/events.ts';
import type { EventOf } from './event-definition.ts';
import { handoverEvents } from './handover/events.ts';
import { inboxEvents } from './inbox/events.ts';
import { marketingPauseEvents } from './marketing-pause/events.ts';
import { messageEvents } from './message/events.ts';
import { notificationEvents } from './notification/events.ts';
import { preferenceEvents } from './preference/events.ts';
import { readModelEvents } from './read-model/events.ts';
import { replyEvents } from './reply/events.ts';
import { subjectEvents } from './subject/events.ts';
import { sunsetEvents } from './sunset/events.ts';
import { suppressionEvents } from './suppression/events.ts';
import { replayEvents, webhookEvents } from './webhook/events.ts';

/** Every event type of the system, by name. */
export const eventDefinitions = {
  ...messageEvents,
  ...handoverEvents,
  ...webhookEvents,
  ...replayEvents,
  ...replyEvents,
  ...subjectEvents,
  ...erasureEvents,
  ...suppressionEvents,
  ...preferenceEvents,
  ...contactEvents,
  ...decisionEvents,
  ...notificationEvents,
  ...inboxEvents,
  ...escalationEvents,
  ...escalationPolicyEvents,
  ...apiKeyEvents,
  ...readModelEvents,
  ...alertEvents,
  ...marketingPauseEvents,
  ...sunsetEvents,
} as const;

export type DomainEvent = EventOf<typeof eventDefinitions>;
export type EventType = DomainEvent['type'];
