import { beforeAll, describe, expect, it } from 'vitest';
import { decisionStream } from '#server/domain/decision/events.ts';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { inboxStream } from '#server/domain/inbox/events.ts';
import { messageStream } from '#server/domain/message/events.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { notificationStream } from '#server/domain/notification/events.ts';
import type { NewEvent, SubjectAddress } from '#server/event-store/event-store.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { sampleFact, sampleReport } from '#server/testing/sample-events.ts';
import { openSuppressionStore, type SuppressionStore } from '#server/testing/suppression-store.ts';
import { attemptsOf, countUnread, findEntry, type InboxFilter, listInbox, type Owner } from './queries.ts';

let store: SuppressionStore;
let ada: Owner;
let bob: Owner;

const nothing: InboxFilter = { tab: 'all', search: '', category: null, channel: null };
const check = (rule: (typeof sendRules)[number]) =>
  ({ rule, version: 1, input: {}, verdict: 'pass', because: [], until: null }) as const;

function told(
  n: number,
  notificationId: string,
  asked: {
    userId: string | null;
    address?: string;
    title: string;
    category?: string;
    channel?: Channel;
    subject?: SubjectAddress;
  },
): readonly NewEvent[] {
  const { userId, address, title, category = 'product', channel = 'email', subject } = asked;
  const ownSubject =
    userId === null ? { kind: 'email', value: address ?? '' } : { kind: 'user', value: userId };
  return [
    sampleFact(n, {
      stream: notificationStream(notificationId),
      type: 'NotificationRequested',
      data: {
        notificationId,
        userId,
        category,
        template: 'written',
        channels: ['in_app', channel],
        criticality: 'normal',
        contentHash: `hash-${n}`,
      },
      personal: {
        idempotencyKey: notificationId,
        content: { in_app: { title, body: 'A text with 100% of words_' } },
      },
      subject: subject ?? ownSubject,
    }),
    sampleFact(n + 500, {
      stream: decisionStream(`${notificationId}-${channel}-0`),
      type: 'SendDecided',
      data: {
        messageId: `${notificationId}-${channel}-0`,
        notificationId,
        channel,
        category,
        decision: { verdict: 'send', rule: null, askAgainAt: null, checks: sendRules.map(check) },
      },
      personal: null,
    }),
  ];
}

const mark = (n: number, entryId: string, type: 'InboxEntryArchived' | 'InboxEntryMarkedRead') =>
  sampleFact(n, { stream: inboxStream(entryId), type, data: { entryId }, personal: null });

beforeAll(async () => {
  store = await openSuppressionStore();
  const { eventStore } = store;
  const ownerOf = (userId: string, email: string): Owner => ({
    userIds: [userId],
    subjectIds: [eventStore.subjectIdOf({ kind: 'email', value: email })],
  });
  const adas = { kind: 'email', value: 'ada@example.com' } as const;
  ada = ownerOf('ada', 'ada@example.com');
  bob = ownerOf('bob', 'bob@example.com');
  const addressed = { userId: null, address: 'ada@example.com' };
  await eventStore.append([
    ...told(10, 'ntf_a1', { userId: 'ada', title: 'Your first export' }),
    ...told(20, 'ntf_b1', { userId: 'bob', title: 'Not for Ada' }),
    ...told(30, 'ntf_a2', { userId: 'ada', title: 'Invoice paid', category: 'billing', channel: 'sms' }),
    ...told(40, 'ntf_a3', { ...addressed, title: 'For an address' }),
    ...told(50, 'ntf_a4', { userId: 'ada', title: 'Put away' }),
    // What somebody else is told at her address, and in an event that is sealed under it, is not hers for all that.
    sampleFact(21, {
      stream: messageStream('ntf_b1-email-0'),
      type: 'MessageRequested',
      data: {
        messageId: 'ntf_b1-email-0',
        notificationId: 'ntf_b1',
        channel: 'email',
        category: 'product',
        template: 'written',
        attempt: 0,
      },
      personal: { recipient: adas.value },
      subject: adas,
    }),
    ...told(70, 'ntf_b2', { userId: 'bob', title: 'Not for Ada either', subject: adas }),
    sampleReport(15, { messageId: 'foreign-1', recipient: 'ada@example.com' }),
    sampleReport(25, { messageId: 'foreign-2', recipient: 'bob@example.com' }),
    sampleReport(35, { messageId: 'foreign-3', recipient: 'ada@example.com', kind: 'opened' }),
    mark(60, 'ntf_a4', 'InboxEntryArchived'),
    mark(61, 'message-foreign-1', 'InboxEntryMarkedRead'),
    mark(62, 'ntf_a1', 'InboxEntryMarkedRead'),
  ]);
  for (const model of projections) await runProjection({ sql: store.sql, eventStore }, model);
  return () => store.close();
});

async function idsOf(filter: Partial<InboxFilter> = {}, owner = ada): Promise<readonly string[]> {
  const { entries } = await listInbox(
    store.db,
    owner,
    { ...nothing, ...filter },
    { cursor: null, limit: 50 },
  );
  return entries.map(({ entryId }) => entryId);
}

describe('the inbox of a person', () => {
  it('has what was addressed to them, newest first, whoever sent it, and nothing of anybody else', async () => {
    expect(await idsOf()).toEqual(['ntf_a3', 'message-foreign-3', 'ntf_a2', 'message-foreign-1', 'ntf_a1']);
    expect(await idsOf({}, bob)).toEqual(['ntf_b2', 'message-foreign-2', 'ntf_b1']);
    expect(await idsOf({}, { userIds: ['nobody'], subjectIds: [] })).toEqual([]);
  });

  it.each([
    ['unread', { tab: 'unread' }, ['ntf_a3', 'ntf_a2']],
    ['archived', { tab: 'archived' }, ['ntf_a4']],
    ['a category', { category: 'billing' }, ['ntf_a2']],
    ['a channel', { channel: 'sms' }, ['ntf_a2']],
    [
      'a channel of what others sent',
      { channel: 'email', search: 'invoice' },
      ['message-foreign-3', 'message-foreign-1'],
    ],
    ['all words in any order and case', { search: 'PAID invoice' }, ['ntf_a2']],
    ['signs as they are', { search: '100% words_' }, ['ntf_a3', 'ntf_a2', 'ntf_a1']],
    ['no wildcard', { search: 'w_rds' }, []],
  ] as const)('can be asked for %s', async (_, filter, ids) => {
    expect(await idsOf(filter)).toEqual(ids);
  });

  it('is read page by page without a gap or a repetition', async () => {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listInbox>> = await listInbox(store.db, ada, nothing, {
        cursor,
        limit: 2,
      });
      found.push(...page.entries.map(({ entryId }) => entryId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found).toEqual(await idsOf());
    const nonsense = listInbox(store.db, ada, nothing, { cursor: 'nonsense', limit: 2 });
    await expect(nonsense).rejects.toMatchObject({ code: 'invalid_cursor' });
  });

  it('counts what is unread', async () => {
    expect(await countUnread(store.db, ada)).toEqual({ count: 2, atLeast: false });
    expect(await countUnread(store.db, bob)).toEqual({ count: 3, atLeast: false });
  });
});

it('finds an entry for its own person alone', async () => {
  const ids = ['ntf_a1', 'ntf_a3', 'message-foreign-1', 'ntf_unknown', 'ntf_b2'];
  const found = async (owner: Owner) =>
    Promise.all(ids.map(async (id) => (await findEntry(store.db, owner, id))?.entryId ?? null));
  expect(await found(ada)).toEqual(['ntf_a1', 'ntf_a3', 'message-foreign-1', null, null]);
  expect(await found(bob)).toEqual([null, null, null, null, 'ntf_b2']);
  // Its own text must not lead to a notification of somebody else by the message's id.
  expect(await findEntry(store.db, ada, 'message-ntf_b1-email-0')).toBeNull();
});

it('tells attempts by entry', async () => {
  const attempts = await attemptsOf(store.db, ['message-foreign-3', 'ntf_a1']);
  expect([...attempts.keys()]).toEqual(['message-foreign-3']);
  expect(attempts.get('message-foreign-3')).toMatchObject([{ channel: 'email', messageId: 'foreign-3' }]);
});
