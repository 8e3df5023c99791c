import { describe, expect, expectTypeOf, it } from 'vitest';
import { notifications } from '#db/schema/notifications.ts';
import { type HistoricPlace, historicEvent } from '#server/domain/event-history.ts';
import { type NotificationEvent, notificationEvents } from '#server/domain/notification/events.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { type NotificationRow, notificationsFold } from './fold.ts';

type Requested = StoredEventOf<'NotificationRequested'>;

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const ada: HistoricPlace = { source: 'api', actor: 'key-shop', subjectId: 'subject-ada' };
const full: NotificationEvent = {
  type: 'NotificationRequested',
  data: {
    notificationId: 'ntf_1',
    userId: 'user-7',
    category: 'billing',
    template: 'receipt',
    channels: ['email', 'sms'],
    criticality: 'critical',
    value: { currency: 'EUR', amountMicros: 49_900_000 },
    contentHash: 'hash-1',
  },
  personal: { idempotencyKey: 'receipt-7', dataReference: 'invoices/7' },
};
const { value: _, ...least } = full.data;
const bare: NotificationEvent = { ...full, data: least, personal: { idempotencyKey: 'receipt-7' } };

const requested = (event: NotificationEvent, place: HistoricPlace) =>
  historicEvent<'NotificationRequested'>(event, { ...ada, ...place });

const fold = (events: readonly Requested[], start: NotificationRow | null = null) => {
  const row = events.reduce<NotificationRow | null>((state, event) => {
    const [key = 'no key'] = notificationsFold.keysOf(event);
    return notificationsFold.evolve(state, event, key);
  }, start);
  if (row === null) throw new Error('a row needs an event');
  return row;
};

/** Two at the same moment, of which the smaller id counts; the others are later. */
const history = [
  requested(full, { position: 1, at: at(2), sourceEventId: 'b' }),
  requested({ ...full, data: { ...full.data, template: 'reminder' } }, { position: 2, at: at(3) }),
  requested(bare, { position: 3, at: at(2), sourceEventId: 'c' }),
  requested(bare, { position: 4, at: at(5) }),
];

describe('a row', () => {
  it('has exactly the columns of the table, with a value where there must be one', () => {
    const { actor: _actor, subjectId: _subject, ...nobody } = ada;
    const unnamed = { ...bare, data: { ...bare.data, userId: null } };
    const empty = historicEvent<'NotificationRequested'>(unnamed, { ...nobody, erased: true });
    expectRowsToFit(notifications, [fold(history), fold([empty])]);
    expectTypeOf<keyof NotificationRow>().toEqualTypeOf<keyof typeof notifications.$inferSelect>();
  });

  it('is what was asked first, in every order', () => {
    const { contentHash: _hash, ...asked } = full.data;
    const expected: NotificationRow = {
      ...asked,
      value: { currency: 'EUR', amountMicros: 49_900_000 },
      idempotencyKey: 'receipt-7',
      dataReference: 'invoices/7',
      subjectId: 'subject-ada',
      requestedAt: at(2),
      requestedBy: 'key-shop',
      eventId: 'api/b',
      erased: false,
    };
    expectInEveryOrder(fold, history, expected, 48);
  });

  it('is left untouched by what it holds already', () => {
    const row = fold(history);
    expect(fold(history, row)).toBe(row);
  });
});

describe('the projection', () => {
  it('handles every event of a notification', () => {
    expect([...notificationsFold.handles]).toEqual(Object.keys(notificationEvents));
  });

  it('leaves the same row whether the person is erased now or before a rebuild', () => {
    const erased = notificationsFold.erase?.(fold(history));
    const after = history.map((event) => ({ ...event, personal: null, erased: true }));
    expect(erased).toStrictEqual(fold(after));
    expect(erased).toMatchObject({ userId: 'user-7', template: 'receipt', erased: true });
    expect(JSON.stringify(erased)).not.toMatch(/receipt-7|invoices/);
    expect(fold(after, fold(history))).toStrictEqual(erased);
  });

  it('has nothing more to forget of who was erased already', () => {
    const erased = fold([requested(full, { erased: true })]);
    expect(notificationsFold.erase?.(erased)).toBe(erased);
  });
});
