import { describe, expect, expectTypeOf, it } from 'vitest';
import { addressHealth } from '#db/schema/address-health.ts';
import { eventTypeOfReport, isReportEvent } from '#server/domain/message/events.ts';
import type { StoredReportEvent } from '#server/domain/message/evolve.ts';
import { type HistoricReport, historic } from '#server/domain/message/message-history.ts';
import { type ReportKind, reportKinds } from '#server/domain/message/report.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { type AddressHealthRow, addressHealthFold } from './fold.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;

function report(kind: ReportKind, place: HistoricReport = {}): StoredReportEvent {
  const event = historic(kind, place);
  if (!isReportEvent(event)) throw new Error('a report');
  return event;
}

const fold = (events: readonly StoredReportEvent[], start: AddressHealthRow | null = null) => {
  const row = events.reduce<AddressHealthRow | null>((state, event) => {
    const [key = 'no key'] = addressHealthFold.keysOf(event);
    return addressHealthFold.evolve(state, event, key);
  }, start);
  if (row === null) throw new Error('a row needs an event');
  return row;
};

const history = [
  report('accepted', { position: 1 }),
  report('delivered', { position: 2 }),
  report('soft_bounced', { position: 3 }),
  report('deferred', { position: 4, at: at(3) }),
  report('sent', { position: 5 }),
];

describe('a row', () => {
  const rows = [fold(history), fold(history.slice(0, 1))];

  it('has exactly the columns of the table, with a value where there must be one', () => {
    expectRowsToFit(addressHealth, rows);
    expectTypeOf<keyof AddressHealthRow>().toEqualTypeOf<keyof typeof addressHealth.$inferSelect>();
  });

  it('is the newest report, and the newest that tells whether the address works, in every order', () => {
    const expected: AddressHealthRow = {
      key: 'email/subject-ada',
      channel: 'email',
      subjectId: 'subject-ada',
      last: { at: at(5), id: 'example-mail/event-5', status: 'sent' },
      outcome: { at: at(3), id: 'example-mail/event-3', status: 'soft_bounced' },
    };
    expectInEveryOrder(fold, history, expected, 240);
  });

  it('is left untouched by what it holds already', () => {
    const row = fold(history);
    expect(fold(history, row)).toBe(row);
  });

  it('is the same whether its person is erased or not, for it names nobody', () => {
    const row = fold(history);
    expect(addressHealthFold.erase).toBeNull();
    expect(fold(history.map((event) => ({ ...event, personal: null, erased: true })))).toStrictEqual(row);
    expect(JSON.stringify(row)).not.toContain('ada@');
  });
});

describe('the projection', () => {
  it('handles every report there is, and each for its address and channel', () => {
    expect([...addressHealthFold.handles].sort()).toEqual(
      reportKinds.map((kind) => eventTypeOfReport[kind]).sort(),
    );
    expect(addressHealthFold.keysOf(report('sent', { data: { channel: 'sms' } }))).toEqual([
      'sms/subject-ada',
    ]);
    expect(addressHealthFold.keysOf(report('sent', { subjectId: null }))).toEqual([]);
  });
});
