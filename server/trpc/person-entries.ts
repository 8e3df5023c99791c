import { toldContent } from '#server/commands/told-content.ts';
import { entryOfId } from '#server/domain/inbox/entry-id.ts';
import { inboxTabs } from '#server/domain/inbox/tab.ts';
import type { Instant } from '#server/domain/instant.ts';
import { type CheckedDecision, withChecks } from '#server/projections/decisions/checks-queries.ts';
import { decisionsOfNotification } from '#server/projections/decisions/queries.ts';
import { escalationOfNotification } from '#server/projections/escalations/queries.ts';
import { type Attempt, attemptsOf, type InboxEntry, listInbox } from '#server/projections/inbox/queries.ts';
import { findMessages, type MessageSummary } from '#server/projections/messages/queries.ts';
import { attemptStep, type RailStep, railOf } from './inbox-rail.ts';
import type { Person } from './person.ts';
import type { Context } from './trpc.ts';

const pageSize = 50;
const mostDecisions = 50;

/** A message as its own person may know it: where it went, and when what was heard of it. */
interface SentMessage
  extends Pick<
    MessageSummary,
    | 'messageId'
    | 'channel'
    | 'provider'
    | 'recipient'
    | 'subjectLine'
    | 'status'
    | 'skipReason'
    | 'humanOpens'
    | 'machineOpens'
    | 'clicks'
    | 'reads'
    | 'firstAt'
    | 'lastAt'
  > {
  /** When each kind of report was heard first. */
  readonly times: Attempt['times'];
}

interface Entry extends Omit<InboxEntry, 'readMark' | 'seen' | 'entryId' | 'body'> {
  readonly id: string;
  readonly messages: readonly SentMessage[];
  /** The same as people are told it. */
  readonly rail: readonly RailStep[];
}

/** One thing that was sent to somebody, or was to be; a `message` was sent without us. */
export type EntryRecord =
  | (Entry & { readonly kind: 'message' })
  | (Entry & {
      readonly kind: 'notification';
      readonly content: Awaited<ReturnType<typeof toldContent>>;
      /** Why each message was sent or not, with every check. */
      readonly decisions: readonly CheckedDecision[];
      /** Whether and how the person was to be told once more. */
      readonly escalation: { readonly state: unknown; readonly changedAt: Instant } | null;
    });

type Deps = Pick<Context['deps'], 'db' | 'eventStore'>;

/** Everything that was sent to somebody, the newest first, and then what they archived. */
export async function* entryRecords(deps: Deps, person: Person): AsyncGenerator<EntryRecord> {
  for await (const { entries, attemptsFor } of pagesOf(deps, person)) {
    const attempts = entries.flatMap(({ entryId }) => attemptsFor(entryId));
    const messages = await messagesOf(deps, attempts);
    yield* await Promise.all(
      entries.map((entry) => recordOf(deps, entry, { attempts: attemptsFor(entry.entryId), messages })),
    );
  }
}

/** The ids of all those entries page by page, each with the messages that belong to it. */
export async function* entryIds(
  deps: Deps,
  person: Person,
): AsyncGenerator<readonly { readonly entryId: string; readonly messageIds: readonly string[] }[]> {
  for await (const { entries, attemptsFor } of pagesOf(deps, person)) {
    yield entries.map(({ entryId }) => ({
      entryId,
      messageIds: attemptsFor(entryId).map(({ messageId }) => messageId),
    }));
  }
}

interface Page {
  readonly entries: readonly InboxEntry[];
  readonly attemptsFor: (entryId: string) => readonly Attempt[];
}

async function* pagesOf({ db }: Deps, person: Person): AsyncGenerator<Page> {
  // What is unread stands among all, too.
  for (const tab of inboxTabs.filter((one) => one !== 'unread')) {
    const filter = { tab, search: '', category: null, channel: null };
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listInbox>> = await listInbox(db, person, filter, {
        cursor,
        limit: pageSize,
      });
      const ids = page.entries.map(({ entryId }) => entryId);
      const attempts = await attemptsOf(db, ids);
      yield { entries: page.entries, attemptsFor: (entryId) => attempts.get(entryId) ?? [] };
      cursor = page.nextCursor;
    } while (cursor !== null);
  }
}

async function recordOf(
  deps: Deps,
  entry: InboxEntry,
  known: { readonly attempts: readonly Attempt[]; readonly messages: ReadonlyMap<string, SentMessage> },
): Promise<EntryRecord> {
  const { entryId: id, readMark: _mark, seen: _seen, body: _body, ...said } = entry;
  const ref = entryOfId(id);
  const { attempts } = known;
  const messages = attempts.flatMap(({ messageId }) => known.messages.get(messageId) ?? []);
  if (ref.kind === 'message') {
    return { kind: 'message', id, ...said, messages, rail: attempts.map(attemptStep) };
  }
  const { notificationId } = ref;
  const [content, rail, decisions, escalation] = await Promise.all([
    toldContent(deps.eventStore, notificationId),
    railOf(deps, notificationId, attempts),
    decisionsOf(deps, notificationId),
    escalationOfNotification(deps.db, notificationId),
  ]);
  return {
    kind: 'notification',
    ...{ id, ...said, content, messages, decisions, rail },
    escalation: escalation && { state: escalation.state, changedAt: escalation.changedAt },
  };
}

async function decisionsOf(
  { db, eventStore }: Deps,
  notificationId: string,
): Promise<readonly CheckedDecision[]> {
  const page = { before: null, limit: mostDecisions };
  const { decisions } = await decisionsOfNotification(db, notificationId, page);
  return await withChecks(eventStore, decisions);
}

async function messagesOf(
  { db }: Deps,
  attempts: readonly Attempt[],
): Promise<ReadonlyMap<string, SentMessage>> {
  const times = new Map(attempts.map((one) => [one.messageId, one.times]));
  const found = await findMessages(db, [...times.keys()]);
  const told = found.map((message): SentMessage => {
    const { messageId, channel, provider, recipient, subjectLine, status, skipReason } = message;
    const { humanOpens, machineOpens, clicks, reads, firstAt, lastAt } = message;
    return {
      ...{ messageId, channel, provider, recipient, subjectLine, status, skipReason },
      ...{ humanOpens, machineOpens, clicks, reads, firstAt, lastAt },
      times: times.get(messageId) ?? {},
    };
  });
  return new Map(told.map((message) => [message.messageId, message]));
}
