import { inboxEntries } from '#db/schema/inbox-entries.ts';
import type { SendDecision } from '#server/domain/decision/send-decision.ts';
import { compareRefs, type EventId, type EventRef, newerRef, refOf } from '#server/domain/event-id.ts';
import { inboxEvents, isInboxEvent } from '#server/domain/inbox/events.ts';
import { evolveInbox } from '#server/domain/inbox/evolve.ts';
import { isRead, type Mark } from '#server/domain/inbox/state.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { NotificationRequest } from '#server/domain/notification/events.ts';
import { notificationIdOf } from '#server/domain/notification/message-id.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';
import { shortOf } from '#server/templates/render.ts';

const handled = [
  'NotificationRequested',
  'SendDecided',
  'MessageOpened',
  'MessageClicked',
  'MessageRead',
  'MessageConverted',
  // Safe: the keys of the table of events are exactly its event types.
  ...(Object.keys(inboxEvents) as (keyof typeof inboxEvents)[]),
] as const;
type Handled = (typeof handled)[number];
type Requested = StoredEventOf<'NotificationRequested'>;
type Sign = StoredEventOf<'MessageOpened' | 'MessageClicked' | 'MessageRead' | 'MessageConverted'>;

/** One entry, or what is known of it before anybody asked for it. */
export interface InboxRow {
  readonly entryId: string;
  readonly userId: string | null;
  readonly subjectId: string | null;
  readonly requestedAt: Instant | null;
  readonly eventId: EventId | null;
  readonly category: string | null;
  readonly criticality: NotificationRequest['criticality'] | null;
  readonly channels: readonly Channel[];
  readonly sentOver: readonly Channel[];
  readonly unreachable: boolean;
  readonly title: string | null;
  readonly body: string | null;
  readonly searched: string | null;
  readonly readMark: Mark | null;
  readonly archivedMark: Mark | null;
  readonly seen: EventRef | null;
  readonly read: boolean | null;
  readonly archived: boolean;
  readonly unread: boolean;
  readonly erased: boolean;
}

/** Answers: what stands in this person's inbox, what of it is unread, what is put away, and where are these words? */
export const inboxFold: Projection<InboxRow, Handled> = {
  name: 'inbox',
  // Rows hold what the templates say: raise it when a text of theirs changes.
  version: 1,
  table: inboxEntries,
  key: 'entryId',
  handles: handled,
  keysOf: (event) => keyOf(event) ?? [],
  evolve: (row, event, key) => {
    const before = row ?? nothingKnown(key);
    const after = told(before, event);
    return after === before ? (row ?? before) : withStanding(after);
  },
  erase: (row) => (row.erased ? row : { ...row, title: null, body: null, searched: null, erased: true }),
};

export const inboxProjection = defineProjection(inboxFold);

function keyOf(event: StoredEventOf<Handled>): readonly string[] | null {
  if (isInboxEvent(event)) return [event.data.entryId];
  switch (event.type) {
    case 'NotificationRequested':
      return [event.data.notificationId];
    case 'SendDecided': {
      const { notificationId, decision } = event.data;
      const matters = decision.verdict === 'send' || isUnreachable(decision);
      return notificationId !== null && matters ? [notificationId] : null;
    }
    case 'MessageOpened':
    case 'MessageClicked':
    case 'MessageRead':
    case 'MessageConverted': {
      const notificationId = isOfPerson(event) ? notificationIdOf(event.data.messageId) : null;
      return notificationId === null ? null : [notificationId];
    }
  }
}

/** Not by the person's own wish: what could not be told elsewhere is news to them here. */
function isUnreachable({ rule, checks }: SendDecision): boolean {
  if (rule !== 'suppressed') return rule === 'no_address';
  return checks.every((check) => check.rule !== rule || check.input.reason !== 'complaint');
}

/** What a program opened nobody has seen, and neither what nobody can tell of. */
function isOfPerson(event: Sign): boolean {
  if (event.type === 'MessageConverted') return true;
  const claim = event.data.machine ?? (event.type === 'MessageRead' ? 'human' : 'unknown');
  return claim === 'human';
}

function told(row: InboxRow, event: StoredEventOf<Handled>): InboxRow {
  if (isInboxEvent(event)) {
    const marks = evolveInbox({ read: row.readMark, archived: row.archivedMark }, event);
    return { ...row, readMark: marks.read, archivedMark: marks.archived };
  }
  switch (event.type) {
    case 'NotificationRequested':
      return withRequest(row, event);
    case 'SendDecided': {
      const { channel, decision } = event.data;
      if (decision.verdict === 'skip') return row.unreachable ? row : { ...row, unreachable: true };
      return row.sentOver.includes(channel) ? row : { ...row, sentOver: [...row.sentOver, channel].sort() };
    }
    case 'MessageOpened':
    case 'MessageClicked':
    case 'MessageRead':
    case 'MessageConverted':
      return { ...row, seen: newerRef(row.seen, refOf(event)) };
  }
}

/** The store takes one request a key; were there two, the earlier would stand, whichever is read first. */
function withRequest(row: InboxRow, event: Requested): InboxRow {
  const { at, id } = refOf(event);
  if (row.requestedAt !== null && row.eventId !== null) {
    const order = compareRefs({ at, id }, { at: row.requestedAt, id: row.eventId });
    // The same event read again after an erasure has lost what it said of the person, and so must the row.
    if (order > 0 || (order === 0 && !(event.erased && !row.erased))) return row;
  }
  const { userId, category, criticality, channels } = event.data;
  const said = textOf(event);
  return {
    ...row,
    userId,
    subjectId: event.subjectId,
    requestedAt: at,
    eventId: id,
    category,
    criticality,
    channels,
    title: said?.title ?? null,
    body: said?.body ?? null,
    searched: said === null ? null : `${said.title} ${said.body}`.toLowerCase(),
    erased: event.erased,
  };
}

/** What cannot be told has no text here either; its messages say that they failed. */
function textOf({ data, personal }: Requested) {
  if (personal === null) return null;
  return shortOf({ template: data.template, fill: personal.fill, content: personal.content ?? null });
}

function withStanding(row: InboxRow): InboxRow {
  const read = isRead(row.readMark, row.seen);
  const archived = row.archivedMark?.isSet === true;
  const isDue = row.sentOver.length > 0 || row.unreachable;
  return { ...row, read, archived, unread: isDue && read !== true && !archived };
}

function nothingKnown(entryId: string): InboxRow {
  return {
    entryId,
    userId: null,
    subjectId: null,
    requestedAt: null,
    eventId: null,
    category: null,
    criticality: null,
    channels: [],
    sentOver: [],
    unreachable: false,
    title: null,
    body: null,
    searched: null,
    readMark: null,
    archivedMark: null,
    seen: null,
    read: null,
    archived: false,
    unread: false,
    erased: false,
  };
}
