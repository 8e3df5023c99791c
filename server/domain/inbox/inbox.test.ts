import { describe, expect, it } from 'vitest';
import { historicEvent } from '#server/domain/event-history.ts';
import { refOf } from '#server/domain/event-id.ts';
import { decideInbox, type InboxDeed, inboxDeeds } from './decide.ts';
import { entryIdOf, entryOfId } from './entry-id.ts';
import type { InboxEventType } from './events.ts';
import { evolveInbox, type StoredInboxEvent } from './evolve.ts';
import { type InboxMarks, isRead, untouched } from './state.ts';

const entryId = 'ntf_1';
const typeOf = {
  read: 'InboxEntryMarkedRead',
  unread: 'InboxEntryMarkedUnread',
  archived: 'InboxEntryArchived',
  unarchived: 'InboxEntryUnarchived',
} as const satisfies Record<InboxDeed, InboxEventType>;

const did = (deed: InboxDeed, position: number) =>
  historicEvent({ type: typeOf[deed], data: { entryId }, personal: null }, { position }) as StoredInboxEvent;
const afterDeeds = (...deeds: readonly InboxDeed[]): InboxMarks =>
  deeds.map((deed, n) => did(deed, n + 1)).reduce(evolveInbox, untouched);
const seenAt = (minute: number) => ({ at: `2026-11-21T12:${minute}:00.000Z`, id: 'sample/seen' });

describe('a mark', () => {
  it.each([
    ['read', []],
    ['read', ['read', 'unread']],
    ['unread', []],
    ['unread', ['read']],
    ['archived', []],
    ['archived', ['archived', 'unarchived']],
    ['unarchived', ['archived']],
  ] as const)('%s is kept after %j', (as, given) => {
    expect(decideInbox({ type: 'MarkEntry', entryId, as, seen: null }, afterDeeds(...given))).toEqual([
      { type: typeOf[as], data: { entryId }, personal: null },
    ]);
  });

  it.each([
    ['read', ['unread', 'read']],
    ['unread', ['unread']],
    ['archived', ['archived']],
    ['unarchived', []],
    ['unarchived', ['archived', 'unarchived']],
  ] as const)('%s brings nothing after %j', (as, given) => {
    expect(decideInbox({ type: 'MarkEntry', entryId, as, seen: null }, afterDeeds(...given))).toEqual([]);
  });

  it('of reading brings nothing where the person saw it elsewhere, and unread can be said of that again', () => {
    const seen = seenAt(30);
    const command = { type: 'MarkEntry', entryId, seen } as const;
    expect(decideInbox({ ...command, as: 'read' }, afterDeeds('unread'))).toEqual([]);
    expect(decideInbox({ ...command, as: 'unread' }, afterDeeds('unread'))).toHaveLength(1);
  });
});

it('counts as read by the newer of the mark and what was seen elsewhere', () => {
  const { read } = afterDeeds('unread');
  expect([
    isRead(null, null),
    isRead(null, seenAt(10)),
    isRead(read, null),
    isRead(read, seenAt(30)),
    isRead(read && { ...read, at: '2026-11-21T13:00:00.000Z' }, seenAt(30)),
  ]).toEqual([null, true, false, true, false]);
});

it('the newest mark stands in whatever order they are heard of', () => {
  const events = inboxDeeds.flatMap((deed, n) => [did(deed, n + 1), did(deed, n + 11)]);
  const expected = {
    read: { ...refOf(did('unread', 12)), isSet: false },
    archived: { ...refOf(did('unarchived', 14)), isSet: false },
  };
  for (let turn = 0; turn < events.length; turn += 1) {
    const order = [...events.slice(turn), ...events.slice(0, turn).reverse(), ...events];
    expect(order.reduce(evolveInbox, untouched)).toEqual(expected);
  }
});

it('keeps the ids of notifications and of messages apart', () => {
  const entries = [
    { kind: 'notification', notificationId: 'ntf_1' },
    { kind: 'message', messageId: 'ntf_1' },
    { kind: 'message', messageId: 'message-x' },
  ] as const;
  expect(entries.map(entryIdOf).map(entryOfId)).toEqual(entries);
  expect(new Set(entries.map(entryIdOf)).size).toBe(3);
});
