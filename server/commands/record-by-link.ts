import { securityCategory } from '#server/domain/category/category.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { LinkActor } from '#server/domain/preference/history.ts';
import { isWish } from '#server/domain/suppression/reason.ts';
import { isWholeChannel } from '#server/domain/suppression/scope.ts';
import { isInForce } from '#server/domain/suppression/suppression.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { unsubscribePath } from '#server/unsubscribe/links.ts';
import type { UndoScope } from '#server/unsubscribe/token.ts';
import { gatherFacts, type Told } from './gather-facts.ts';
import { notificationWish } from './notification-wish.ts';
import { reachableChannels } from './reachable-channels.ts';
import { notificationEvent, type Requested } from './request-notification.ts';
import type { Outbound } from './send-deps.ts';

export interface LinkDeps {
  readonly eventStore: EventStore;
  readonly outbound: Outbound;
}

/** Through which link, in which language its page was read, and when. */
export interface ByLink {
  readonly link: LinkActor;
  readonly language: 'en' | 'de';
  readonly at: Instant;
}

/** What whoever holds a link did. */
export interface ChangedByLink {
  /** Null where nothing was changed through a link that could be taken back. */
  readonly changeId: string | null;
  /** The mail that confirms it, to be sent now; null where there is none to send. */
  readonly notificationId: string | null;
}

interface Change {
  readonly events: readonly NewEvent[];
  readonly who: UndoScope['who'];
  readonly told: Told;
  readonly what: 'unsubscribed' | 'changed';
}

/**
 * Appends what a link changed, and in the same append asks for the one mail that confirms it: a change without its mail, a
 * mail without its change, or two mails for one change cannot happen.
 */
export async function recordByLink(deps: LinkDeps, change: Change, by: ByLink): Promise<ChangedByLink> {
  const { eventStore } = deps;
  const changeId = changeIdOf(eventStore, change.events);
  const mail = await confirmation(deps, change, { ...by, changeId });
  const events = mail === null ? change.events : [...change.events, mail];
  await eventStore.append(events.map((event) => ({ ...event, correlation: changeId })));
  return { changeId, notificationId: mail?.data.notificationId ?? null };
}

/** Made of the ids of its events, so that two who press at once make one change. */
function changeIdOf({ hash }: Pick<EventStore, 'hash'>, events: readonly NewEvent[]): string {
  return hash('change by link', JSON.stringify(events.map((event) => [event.source, event.sourceEventId])));
}

/**
 * It belongs to `security`, for it tells a person that somebody else may have acted in their name: neither the change that it
 * confirms nor a pause may hold it back. Security passes a complaint too, and whoever complained must not be written to
 * because they left; so nothing is asked for where an address is suppressed by more than leaving a category.
 */
async function confirmation(
  { eventStore, outbound }: LinkDeps,
  { who, told, what }: Change,
  { link, language, at, changeId }: ByLink & { readonly changeId: string },
): Promise<Requested | null> {
  if (reachableChannels(outbound, securityCategory, ['email']).length === 0) return null;
  const { facts, recipient } = await gatherFacts(eventStore, told, 'email');
  const isSuppressed = facts.suppressions.some(
    (one) => isInForce(one, at) && (!isWish(one.reason) || isWholeChannel(one.scope)),
  );
  if (recipient === null || isSuppressed) return null;
  const undo = unsubscribePath(outbound, { may: 'undo', who, changeId }, at);
  const wish = notificationWish.safeParse({
    idempotencyKey: `change-${changeId}`,
    ...(told.userId === null ? { addresses: told.addresses } : { userId: told.userId }),
    category: securityCategory,
    template: 'wishes-changed',
    fill: { language, what, undoUrl: `${outbound.publicBaseUrl}${undo}` },
    channels: ['email'],
  });
  // An address that we would not take from a caller cannot be written to, but the wish stands.
  return wish.success ? notificationEvent(eventStore, outbound, wish.data, { actor: link, at }) : null;
}
