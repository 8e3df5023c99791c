import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import { escalationStream } from '#server/domain/escalation/events.ts';
import { refOf } from '#server/domain/event-id.ts';
import type { EventType } from '#server/domain/events.ts';
import { entryOfId } from '#server/domain/inbox/entry-id.ts';
import { inboxStream } from '#server/domain/inbox/events.ts';
import type { Instant } from '#server/domain/instant.ts';
import { messageStream } from '#server/domain/message/events.ts';
import { notificationStream } from '#server/domain/notification/events.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { subjectStream } from '#server/domain/subject/events.ts';
import { suppressionStream } from '#server/domain/suppression/events.ts';
import { idsOfMessage } from '#server/projections/messages/queries.ts';
import { type Asker, ownSubjects } from './data-subject.ts';
import type { Person } from './person.ts';
import { entryIds } from './person-entries.ts';
import type { Context } from './trpc.ts';

/** One event as it is stored, with what is personal opened. */
export interface EventRecord {
  readonly kind: 'event';
  readonly id: string;
  readonly stream: string;
  readonly type: EventType;
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
  readonly source: string;
  /** Other people stay unnamed; null where nobody put their name to it. */
  readonly by: 'you' | 'somebody else' | null;
  readonly data: unknown;
  readonly personal: unknown;
}

type Deps = Pick<Context['deps'], 'db' | 'eventStore'>;

const pageSize = 500;
const streamsAtOnce = 20;

/**
 * Every event about somebody, each once: first what is sealed under one of their own subjects, then the rest of the streams
 * that are about them. An address of theirs that they did not prove may be somebody else's, so of what went there only what
 * belongs to their own notifications is told.
 */
export async function* eventsOfPerson(deps: Deps, asker: Asker): AsyncGenerator<EventRecord> {
  const { eventStore } = deps;
  const own = ownSubjects(eventStore, asker.person);
  for (const subjectId of own) {
    for await (const event of eventsOfSubject(eventStore, subjectId)) yield recordOf(event, asker);
  }
  const isTold = new Set(own);
  for await (const streams of inGroups(streamsOf(deps, asker.person), streamsAtOnce)) {
    const events = (await Promise.all(streams.map((stream) => eventStore.readStream(stream)))).flat();
    for (const event of events) {
      if (event.subjectId === null || !isTold.has(event.subjectId)) yield recordOf(event, asker);
    }
  }
}

/** What comes one by one, a few at a time. */
async function* inGroups<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let group: T[] = [];
  for await (const one of source) {
    group.push(one);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

async function* eventsOfSubject(
  eventStore: Deps['eventStore'],
  subjectId: string,
): AsyncGenerator<StoredEvent> {
  let after = 0;
  for (;;) {
    const page = await eventStore.readSubjectAfter(subjectId, { after, limit: pageSize });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.position;
  }
}

/** The streams about somebody, each once. */
async function* streamsOf(deps: Deps, person: Person): AsyncGenerator<string> {
  const { eventStore } = deps;
  const own = ownSubjects(eventStore, person);
  for (const userId of person.userIds) {
    yield contactStream(userId);
    yield preferencesStream(userId);
  }
  for (const subjectId of own) yield subjectStream(subjectId);
  yield* await suppressionStreams(eventStore, person);
  for await (const page of entryIds(deps, person)) {
    yield* (await Promise.all(page.map((entry) => streamsOfEntry(deps, entry)))).flat();
  }
  yield* erasureStreams(eventStore, own);
}

/** Of every address they ever had, proved or not. */
async function suppressionStreams(
  eventStore: Deps['eventStore'],
  { userIds, subjectIds }: Person,
): Promise<ReadonlySet<string>> {
  const streams = new Set(subjectIds.map((subjectId) => suppressionStream('email', subjectId)));
  for (const value of userIds) {
    streams.add(suppressionStream('in_app', eventStore.subjectIdOf({ kind: addressKinds.in_app, value })));
    for (const event of await eventStore.readStream(contactStream(value))) {
      if (event.type !== 'ContactAddressSet') continue;
      streams.add(suppressionStream(event.data.channel, event.data.subjectId));
    }
  }
  return streams;
}

async function streamsOfEntry(
  { db }: Deps,
  { entryId, messageIds }: { readonly entryId: string; readonly messageIds: readonly string[] },
): Promise<readonly string[]> {
  const ref = entryOfId(entryId);
  const ids = await Promise.all(messageIds.map((messageId) => idsOfMessage(db, messageId)));
  return [
    inboxStream(entryId),
    ...(ref.kind === 'notification'
      ? [notificationStream(ref.notificationId), escalationStream(ref.notificationId)]
      : []),
    ...messageIds.map(decisionStream),
    ...ids.flat().map(messageStream),
  ];
}

/** Wishes are sealed under what their person asked with. */
async function* erasureStreams(
  eventStore: Deps['eventStore'],
  own: readonly string[],
): AsyncGenerator<string> {
  for (const subjectId of own) {
    const wishes = await eventStore.readSubject(subjectId, { types: ['ErasureRequested'] });
    for (const { stream } of wishes) yield stream;
  }
}

function recordOf(event: StoredEvent, { viewer }: Pick<Asker, 'viewer'>): EventRecord {
  const { stream, type, occurredAt, receivedAt, source, actor, data, personal } = event;
  const by = actor === null ? null : actor === viewer.userId ? 'you' : 'somebody else';
  const { id } = refOf(event);
  return { kind: 'event', id, stream, type, occurredAt, receivedAt, source, by, data, personal };
}
