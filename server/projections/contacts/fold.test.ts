import { describe, expect, expectTypeOf, it } from 'vitest';
import { contacts } from '#db/schema/contacts.ts';
import type { StoredContactEvent } from '#server/domain/contact/contact.ts';
import { contactEvents, contactStream } from '#server/domain/contact/events.ts';
import { type HistoricPlace, historicEvent } from '#server/domain/event-history.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { type ContactRow, contactsFold } from './fold.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const stream = contactStream('user-7');
const place = (subjectId: string, said: HistoricPlace) => ({ stream, source: 'api', subjectId, ...said });
const dataOf = (subjectId: string, channel: Channel = 'email') => ({ userId: 'user-7', channel, subjectId });
const set = (subjectId: string, said: HistoricPlace, channel?: Channel) =>
  historicEvent<'ContactAddressSet'>(
    {
      type: 'ContactAddressSet',
      data: dataOf(subjectId, channel),
      personal: { address: `${subjectId}@example.com` },
    },
    place(subjectId, said),
  );
const removed = (subjectId: string, said: HistoricPlace) =>
  historicEvent<'ContactAddressRemoved'>(
    { type: 'ContactAddressRemoved', data: dataOf(subjectId), personal: null },
    place(subjectId, said),
  );

const fold = (events: readonly StoredContactEvent[], start: ContactRow | null = null) => {
  const row = events.reduce<ContactRow | null>((state, event) => {
    const [key = 'no key'] = contactsFold.keysOf(event);
    return contactsFold.evolve(state, event, key);
  }, start);
  if (row === null) throw new Error('a row needs an event');
  return row;
};

const history = [
  set('old', { position: 1 }),
  removed('old', { position: 2 }),
  set('ada', { position: 3 }),
  set('ada2', { position: 4, at: at(3) }),
  removed('older', { position: 5, at: at(1) }),
];

describe('a row', () => {
  const rows = [fold(history), fold(history.slice(0, 2))];

  it('has exactly the columns of the table, with a value where there must be one', () => {
    expectRowsToFit(contacts, rows);
    expectTypeOf<keyof ContactRow>().toEqualTypeOf<keyof typeof contacts.$inferSelect>();
  });

  it('is the newest word on one channel, in every order', () => {
    const expected: ContactRow = {
      key: 'email/user-7',
      channel: 'email',
      userId: 'user-7',
      subjectId: 'ada2',
      address: 'ada2@example.com',
      at: at(3),
      id: 'api/event-4',
    };
    expectInEveryOrder(fold, history, expected, 240);
  });

  it('is left untouched by what it holds already', () => {
    const row = fold(history);
    expect(fold(history, row)).toBe(row);
  });
});

describe('the projection', () => {
  it('handles every event of a contact, each for its person and channel', () => {
    expect([...contactsFold.handles].sort()).toEqual(Object.keys(contactEvents).sort());
    expect(contactsFold.keysOf(set('phone', {}, 'sms'))).toEqual(['sms/user-7']);
  });

  it('leaves the same row whether the person is erased now or before a rebuild', () => {
    const erased = contactsFold.erase?.(fold(history));
    const after = history.map((event) => ({ ...event, personal: null, erased: true }));
    expect(erased).toStrictEqual(fold(after as StoredContactEvent[]));
    expect(erased).toMatchObject({ subjectId: 'ada2', address: null, at: at(3) });
    expect(contactsFold.erase?.(fold(history.slice(0, 2)))).toStrictEqual(fold(history.slice(0, 2)));
  });
});
