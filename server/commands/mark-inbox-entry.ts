import type { Drizzle } from '#db/client.ts';
import { newerRef } from '#server/domain/event-id.ts';
import { decideInbox, type InboxDeed } from '#server/domain/inbox/decide.ts';
import { type InboxEvent, inboxStream, isInboxEvent } from '#server/domain/inbox/events.ts';
import { evolveInbox } from '#server/domain/inbox/evolve.ts';
import { type InboxMarks, untouched } from '#server/domain/inbox/state.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { type Attempt, attemptsOf, type InboxEntry } from '#server/projections/inbox/queries.ts';
import { findMessage } from '#server/projections/messages/queries.ts';
import { readReceipt } from './read-receipt.ts';

export interface MarkInboxEntry {
  /** As it was found in the inbox of the person who marks it. */
  readonly entry: Pick<InboxEntry, 'entryId' | 'seen' | 'readMark'>;
  readonly as: InboxDeed;
  readonly actor: string;
  readonly at: Instant;
}

interface Deps {
  readonly db: Drizzle;
  readonly eventStore: EventStore;
}

/**
 * Marks an entry of an inbox; false where it was so already. To read a notification there is to have read it, so one of
 * its messages gets a read receipt, once: the one in the app, else the newest that arrived. Resolves once durable.
 */
export async function markInboxEntry(
  deps: Deps,
  { entry, as, actor, at }: MarkInboxEntry,
): Promise<{ readonly changed: boolean }> {
  const { entryId, seen } = entry;
  const history = await deps.eventStore.readStream(inboxStream(entryId));
  const marks = history.filter((event) => isInboxEvent(event)).reduce(evolveInbox, untouched);
  const decided = decideInbox({ type: 'MarkEntry', entryId, as, seen }, marks);
  const receipts = as === 'read' ? await receiptsOf(deps, entryId, { actor, at }) : [];
  const { appended } = await deps.eventStore.append([
    ...decided.map((event) =>
      markEvent(deps.eventStore, event, { before: beforeOf(event, marks, seen), actor, at }),
    ),
    ...receipts,
  ]);
  return { changed: decided.length > 0 && appended > 0 };
}

/**
 * Marks many entries as read. It says nothing of whether anybody saw what they tell, so no message gets a receipt and no
 * escalation ends by it.
 */
export async function markAllRead(
  { eventStore }: Pick<Deps, 'eventStore'>,
  entries: readonly MarkInboxEntry['entry'][],
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<{ readonly marked: number }> {
  const events = entries.flatMap(({ entryId, seen, readMark }) => {
    const marks = { ...untouched, read: readMark };
    return decideInbox({ type: 'MarkEntry', entryId, as: 'read', seen }, marks).map((event) =>
      markEvent(eventStore, event, { before: newerRef(readMark, seen), actor, at }),
    );
  });
  const { appended } = await eventStore.append(events);
  return { marked: appended };
}

function beforeOf(event: InboxEvent, marks: InboxMarks, seen: InboxEntry['seen']) {
  const isOfReading = event.type === 'InboxEntryMarkedRead' || event.type === 'InboxEntryMarkedUnread';
  return isOfReading ? newerRef(marks.read, seen) : marks.archived;
}

/** Two who mark the same at once, after the same mark, mark it once: that is all its id is made of. */
function markEvent(
  { hash }: Pick<EventStore, 'hash'>,
  event: InboxEvent,
  said: {
    readonly before: { readonly at: Instant; readonly id: string } | null;
    readonly actor: string;
    readonly at: Instant;
  },
): NewEvent {
  const { before, actor, at } = said;
  const { entryId } = event.data;
  const id = hash('inbox mark', JSON.stringify([event.type, entryId, before?.id ?? null]));
  // What was said by a clock ahead of ours must not outlast what is said now.
  const isBehind = before !== null && before.at >= at;
  return {
    ...event,
    stream: inboxStream(entryId),
    subject: null,
    occurredAt: isBehind ? instantFromMs(msFromInstant(before.at) + 1) : at,
    receivedAt: at,
    source: 'user',
    sourceEventId: id,
    fingerprint: ['inbox mark', id],
    actor,
  };
}

async function receiptsOf(
  { db, eventStore }: Deps,
  entryId: string,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<readonly NewEvent[]> {
  const attempts = (await attemptsOf(db, [entryId])).get(entryId) ?? [];
  // The text of what others sent is not shown here, so to look at its line is not to have read it.
  const readable = attempts.filter((one) => one.notificationId !== null && wentOut(one));
  const chosen =
    readable.find(({ channel }) => channel === 'in_app') ??
    readable.findLast(({ status }) => status === 'delivered') ??
    readable.at(-1);
  const message = chosen === undefined ? null : await findMessage(db, chosen.messageId);
  if (message === null) return [];
  const receipt = readReceipt(eventStore, message, { type: 'read', messageId: message.messageId });
  if (typeof receipt === 'string') return [];
  const id = `inbox-read-${message.messageId}`;
  return [
    {
      ...receipt,
      occurredAt: at,
      receivedAt: at,
      source: 'user',
      sourceEventId: id,
      fingerprint: ['inbox read', message.messageId],
      actor,
    },
  ];
}

function wentOut({ status }: Attempt): boolean {
  switch (status) {
    case 'accepted':
    case 'sent':
    case 'deferred':
    case 'delivered':
    case 'complained':
      return true;
    case 'requested':
    case 'outcome_unknown':
    case 'soft_bounced':
    case 'dropped':
    case 'failed':
    case 'skipped':
    case 'hard_bounced':
      return false;
  }
}
