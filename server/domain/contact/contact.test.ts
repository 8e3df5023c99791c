import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type HistoricPlace, historicEvent } from '#server/domain/event-history.ts';
import { everyOrderTwice } from '#server/domain/message/every-order.ts';
import {
  type ContactCommand,
  type ContactState,
  decideContact,
  eraseContactAddress,
  evolveContact,
  type StoredContactEvent,
} from './contact.ts';
import { type ContactEvent, contactStream } from './events.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const ref = (minute: number) => ({ at: at(minute), id: `api/event-${minute}` });
const stream = contactStream('user-7');
const dataOf = (subjectId: string, channel: 'email' | 'sms' = 'email') => ({
  userId: 'user-7',
  channel,
  subjectId,
});
const set = (subjectId: string, place: HistoricPlace, channel: 'email' | 'sms' = 'email') =>
  historicEvent<'ContactAddressSet'>(
    {
      type: 'ContactAddressSet',
      data: dataOf(subjectId, channel),
      personal: { address: `${subjectId}@example.com` },
    },
    { stream, source: 'api', subjectId, ...place },
  );
const removed = (subjectId: string, position: number) =>
  historicEvent<'ContactAddressRemoved'>(
    { type: 'ContactAddressRemoved', data: dataOf(subjectId), personal: null },
    { stream, source: 'api', position },
  );
const fold = (events: readonly StoredContactEvent[]): ContactState =>
  events.reduce<ContactState | null>(evolveContact, null) ?? { userId: 'user-7', addresses: {} };

describe('a contact', () => {
  it('has the newest address of each channel', () => {
    expect(
      fold([set('old', { position: 1 }), set('new', { position: 2 }), set('phone', { position: 3 }, 'sms')]),
    ).toStrictEqual({
      userId: 'user-7',
      addresses: {
        email: { ...ref(2), subjectId: 'new', address: 'new@example.com' },
        sms: { ...ref(3), subjectId: 'phone', address: 'phone@example.com' },
      },
    } satisfies ContactState);
  });

  it('has none on a channel once it is removed', () => {
    expect(fold([set('old', { position: 1 }), removed('old', 2)]).addresses).toStrictEqual({
      email: { ...ref(2), subjectId: null, address: null },
    });
  });

  it('is the same in every order, each event twice', () => {
    const history = [
      set('a', { position: 1 }),
      set('b', { position: 2 }),
      removed('b', 3),
      set('c', { position: 4, at: at(3) }),
      set('d', { position: 5 }, 'sms'),
      set('e', { position: 6, at: at(5) }, 'sms'),
    ];
    const expected = fold(history);
    let histories = 0;
    for (const twice of everyOrderTwice(history)) {
      histories += 1;
      if (!isDeepStrictEqual(fold(twice), expected)) expect(fold(twice)).toStrictEqual(expected);
    }
    expect(histories).toBe(1_440);
  });

  it('forgets an erased address now as in a rebuild, and no other', () => {
    const history = [set('ada', { position: 1 }), set('phone', { position: 2 }, 'sms')];
    const erased = [set('ada', { position: 1, erased: true }), set('phone', { position: 2 }, 'sms')];
    const state = eraseContactAddress(fold(history), 'ada');
    expect(state).toStrictEqual(fold(erased));
    expect(fold([...history, ...erased])).toStrictEqual(state);
    expect(fold([...erased, ...history])).toStrictEqual(state);
    expect(state.addresses).toMatchObject({
      email: { subjectId: 'ada', address: null },
      sms: { address: 'phone@example.com' },
    });
  });
});

describe('a wish about an address', () => {
  const decide = (given: readonly StoredContactEvent[], when: ContactCommand) =>
    decideContact(when, fold(given));
  const setting = (subjectId: string): ContactCommand => ({
    type: 'SetContactAddress',
    channel: 'email',
    subjectId,
    address: `${subjectId}@example.com`,
  });
  const removing = (subjectId: string): ContactCommand => ({
    type: 'RemoveContactAddress',
    channel: 'email',
    subjectId,
  });
  const ada = set('ada', { position: 1 });

  it('is recorded when it changes something', () => {
    const event: ContactEvent = {
      type: 'ContactAddressSet',
      data: dataOf('ada'),
      personal: { address: 'ada@example.com' },
    };
    expect(decide([], setting('ada'))).toStrictEqual([event]);
    expect(decide([ada], setting('new'))).toHaveLength(1);
    expect(decide([ada, removed('ada', 2)], setting('ada'))).toStrictEqual([event]);
    expect(decide([ada], removing('ada'))).toStrictEqual([
      { type: 'ContactAddressRemoved', data: dataOf('ada'), personal: null },
    ]);
  });

  it('is refused for an address that was replaced in the meantime', () => {
    expect(() => decide([ada, set('new', { position: 2 })], removing('ada'))).toThrow(
      expect.objectContaining({ code: 'address_changed' }),
    );
  });

  it('brings nothing when it is so', () => {
    expect(decide([ada], setting('ada'))).toStrictEqual([]);
    expect(decide([], removing('ada'))).toStrictEqual([]);
    expect(decide([ada, removed('ada', 2)], removing('ada'))).toStrictEqual([]);
  });
});
