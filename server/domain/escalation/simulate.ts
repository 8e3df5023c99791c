import type { Instant } from '#server/domain/instant.ts';
import type { StoredMessageEvent } from '#server/domain/message/evolve.ts';
import { evolveLinked, type LinkedMessages, messagesOf, noMessages } from '#server/domain/message/linked.ts';
import { compareText, smallerKnown } from '#server/domain/message/ordering.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import { assumedMessage } from './assumed-message.ts';
import type { EscalationEvent, EscalationFact } from './events.ts';
import type { ChannelFacts, EscalationFacts } from './facts.ts';
import { allPermitted, channelsUsed } from './permitted.ts';
import type { EscalationPolicy } from './policy.ts';
import { type Reaction, react } from './react.ts';
import { type EscalationState, unplanned } from './state.ts';

/** A notification that was asked for, with all that is known of the messages it was told by. */
export interface PastNotification {
  readonly notificationId: string;
  readonly category: string;
  readonly template: string;
  /** In the order in which they were to be tried. */
  readonly channels: readonly Channel[];
  readonly requestedAt: Instant;
  /** Of its category, as it is configured now. */
  readonly stream: EscalationFacts['stream'];
  readonly events: readonly StoredMessageEvent[];
}

/** What the decision to send says of a channel at a moment, by `permissionKey`. */
export type Permissions = ReadonlyMap<string, ChannelFacts>;

export type Simulated =
  /** Ask what the decision to send says of this channel at this moment, and simulate again with the answer. */
  | { readonly status: 'asks'; readonly channel: Channel; readonly at: Instant }
  | {
      readonly status: 'done';
      readonly state: EscalationState;
      /** What the engine would have appended. */
      readonly events: readonly EscalationFact[];
      /** The message that told the notification, or was the last to be tried; null while none is known. */
      readonly messageId: string | null;
    };

export function permissionKey(channel: Channel, at: Instant): string {
  return `${channel} ${at}`;
}

/**
 * Plays a policy over what really happened to a notification until now: `react` looks at each report and each wake, and
 * every time at no more than had happened by then. What a step sends is taken to be delivered at once and opened by
 * nobody, so later steps come at most as often as this says; what a real escalation sent is left out.
 */
export function simulateEscalation(
  notification: PastNotification,
  policy: EscalationPolicy,
  permissions: Permissions,
  now: Instant,
): Simulated {
  const { notificationId, category, template, requestedAt } = notification;
  const history = historyOf(notification);
  const asked = { notificationId, category, template };
  let { state } = react({ type: 'plan', at: requestedAt, notification: asked, policy }, unplanned);
  const events: EscalationFact[] = [];
  const assumed: MessageState[] = [];
  for (let at: Instant | null = requestedAt; at !== null && at <= now; ) {
    const facts = {
      messages: [...history.messagesBy(at), ...assumed],
      firstMessages: history.messageIds,
      stream: notification.stream,
      channels: channelsAt(permissions, at),
    };
    const reaction = react({ type: 'look', at, facts }, state);
    const appended = eventsOf(reaction);
    const channel = unaskedOf(appended, permissions, at);
    if (channel !== null) return { status: 'asks', channel, at };
    const sent = sentBy(appended, at);
    state = reaction.state;
    events.push(...factsOf(appended, at));
    assumed.push(...sent);
    // What was just sent is taken to have arrived, so the next step is looked at in the same moment.
    if (sent.length === 0) at = smallerKnown(wakeOf(reaction), isOver(state) ? null : history.next());
  }
  return { status: 'done', state, events, messageId: history.toldBy };
}

/** The messages that were asked for, as they stood at moments that only move on. */
function historyOf({ notificationId, channels, events }: PastNotification) {
  const inOrder = events.toSorted(
    (a, b) => compareText(a.occurredAt, b.occurredAt) || a.position - b.position,
  );
  const asked = channels.map((channel) => messageIdOf(notificationId, channel, 0));
  const known = new Set(messagesOf(inOrder.reduce(evolveLinked, noMessages)).keys());
  const tried = asked.filter((id) => known.has(id));
  let linked: LinkedMessages = noMessages;
  let read = 0;
  return {
    messagesBy(at: Instant): readonly MessageState[] {
      for (let event = inOrder[read]; event && event.occurredAt <= at; event = inOrder[read]) {
        linked = evolveLinked(linked, event);
        read += 1;
      }
      return [...messagesOf(linked).values()].filter(({ messageId }) => asked.includes(messageId));
    },
    /** A channel that nothing was set up for was passed over without a word, so it is none that was tried. */
    messageIds: tried.length > 0 ? tried : asked,
    toldBy: tried.at(-1) ?? null,
    /** When something happened that was not read yet. */
    next: (): Instant | null => inOrder[read]?.occurredAt ?? null,
  };
}

/** What was not asked about is taken to be allowed, and asked about before anything is made of it. */
function channelsAt(permissions: Permissions, at: Instant): EscalationFacts['channels'] {
  const of = (channel: Channel): ChannelFacts =>
    permissions.get(permissionKey(channel, at)) ?? allPermitted[channel];
  return { email: of('email'), sms: of('sms'), push: of('push'), in_app: of('in_app') };
}

/** The first channel on which a step was decided without knowing whether it may be used. */
function unaskedOf(
  appended: readonly EscalationEvent[],
  permissions: Permissions,
  at: Instant,
): Channel | null {
  return channelsUsed(appended).find((channel) => !permissions.has(permissionKey(channel, at))) ?? null;
}

function sentBy(appended: readonly EscalationEvent[], at: Instant): readonly MessageState[] {
  return appended.flatMap((event) =>
    event.type === 'EscalationIntended' ? [assumedMessage(event.data, at)] : [],
  );
}

function eventsOf({ actions }: Reaction): readonly EscalationEvent[] {
  return actions.flatMap((action) => (action.type === 'append' ? [action.event] : []));
}

function wakeOf({ actions }: Reaction): Instant | null {
  return actions.find(({ type }) => type === 'wake')?.at ?? null;
}

function factsOf(events: readonly EscalationEvent[], occurredAt: Instant): readonly EscalationFact[] {
  return events.map((event) => ({ ...event, occurredAt }));
}

function isOver({ status }: EscalationState): boolean {
  return status === 'cancelled' || status === 'ended';
}
