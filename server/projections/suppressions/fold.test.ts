import { describe, expect, expectTypeOf, it } from 'vitest';
import { suppressions } from '#db/schema/suppressions.ts';
import type { HistoricPlace } from '#server/domain/event-history.ts';
import { eventTypeOfReport, isReportEvent } from '#server/domain/message/events.ts';
import type { StoredReportEvent } from '#server/domain/message/evolve.ts';
import { type HistoricReport, historic } from '#server/domain/message/message-history.ts';
import { type ReportData, type ReportKind, reportKinds } from '#server/domain/message/report.ts';
import { added, lifted, reported } from '#server/domain/suppression/address-history.ts';
import type { StoredSuppressionEvent } from '#server/domain/suppression/evolve.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { type SuppressionRow, suppressionsFold } from './fold.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;

function spelt(
  recipient: string | null,
  kind: Parameters<typeof reported>[0],
  place: HistoricPlace & { readonly data?: Partial<ReportData> },
): StoredSuppressionEvent {
  const event = reported(kind, place);
  const personal = recipient === null ? null : { recipient, raw: {} };
  return { ...event, personal, erased: recipient === null } as StoredSuppressionEvent;
}

/** A report that speaks neither for nor against suppressing. */
function passing(kind: ReportKind, place: HistoricReport = {}): StoredReportEvent {
  const event = historic(kind, place);
  if (!isReportEvent(event)) throw new Error('a report');
  return event;
}

const fold = (
  events: readonly (StoredSuppressionEvent | StoredReportEvent)[],
  start: SuppressionRow | null = null,
) => {
  const row = events.reduce<SuppressionRow | null>((state, event) => {
    const [key = 'no key'] = suppressionsFold.keysOf(event);
    return suppressionsFold.evolve(state, event, key);
  }, start);
  if (row === null) throw new Error('a row needs an event');
  return row;
};

const history = [
  spelt('Ada@example.com', 'hard_bounced', { position: 1 }),
  spelt('ada@example.com', 'delivered', { position: 2 }),
  added({ reason: 'manual', scope: 'category:billing', expiresAt: at(40) }, { position: 3 }),
  added({ reason: 'manual', scope: 'stream:marketing', expiresAt: at(30) }, { position: 4 }),
  spelt('ADA@example.com', 'complained', { position: 5 }),
  lifted(
    {
      type: 'SuppressionLifted',
      data: {
        channel: 'email',
        subjectId: 'subject-ada',
        cell: 'complaint',
        upTo: { at: at(5), id: 'example-mail/event-5' },
        why: 'a mistake',
        causeId: null,
      },
      personal: null,
    },
    { position: 6 },
  ),
];

describe('a row', () => {
  const rows = [
    fold(history),
    fold([reported('soft_bounced')]),
    fold([spelt(null, 'delivered', { position: 1 })]),
    fold([added()]),
  ];

  it('has exactly the columns of the table, with a value where there must be one', () => {
    expectRowsToFit(suppressions, rows);
    expectTypeOf<keyof SuppressionRow>().toEqualTypeOf<keyof typeof suppressions.$inferSelect>();
  });

  it('says in short what speaks against the address, whatever the policy', () => {
    expect(fold(history)).toMatchObject({
      key: 'email/subject-ada',
      channel: 'email',
      subjectId: 'subject-ada',
      address: 'ADA@example.com',
      reasons: ['hard_bounce', 'manual'],
      lastAt: at(4),
      fixedUntil: at(40),
      hardBouncedAt: at(1),
      softBouncedAt: null,
      softBounces: 0,
    });
    const bounces = [7, 8, 9].map((position) => reported('soft_bounced', { position }));
    expect(fold([reported('complained', { position: 6 }), ...bounces])).toMatchObject({
      fixedUntil: '9999-12-31T23:59:59.999Z',
      softBouncedAt: at(9),
      softBounces: 3,
    });
  });

  it('knows the address from whoever added it by hand, but not from the time when none was kept', () => {
    expect(fold([added()])).toMatchObject({ address: 'ada@example.com', reasons: ['manual'] });
    const old: StoredSuppressionEvent = { ...added(), personal: null, subjectId: null };
    expect(fold([old])).toMatchObject({ address: null, subjectId: 'subject-ada', reasons: ['manual'] });
  });

  it('is there for an open address too, since what clears may come before what suppresses', () => {
    expect(fold([reported('delivered')])).toMatchObject({
      reasons: [],
      lastAt: null,
      fixedUntil: null,
      softBounces: 0,
    });
  });

  it('says what the newest report was, and the newest that tells whether the address works', () => {
    const sign = (position: number, status: string) => ({
      at: at(position),
      id: `example-mail/event-${position}`,
      status,
    });
    expect(fold(history)).toMatchObject({ last: sign(5, 'complained'), outcome: sign(5, 'complained') });
    expect(fold([...history, passing('accepted', { position: 9 })])).toStrictEqual({
      ...fold(history),
      last: sign(9, 'accepted'),
    });
    expect(fold([added()])).toMatchObject({ last: null, outcome: null });
  });

  it('is there for an address that reports only passed by, open and without its name', () => {
    expect(fold([passing('accepted', { position: 1 })])).toMatchObject({
      key: 'email/subject-ada',
      address: null,
      cells: {},
      reasons: [],
      lastAt: null,
      outcome: null,
    });
  });

  it('is the same in every order, each event twice', () => {
    const reports = [...history.slice(1), passing('opened', { position: 9, data: { machine: 'human' } })];
    expectInEveryOrder(fold, reports, fold(reports), 1_440);
  });

  it('is left untouched by what it holds already', () => {
    const row = fold(history);
    expect(fold(history, row)).toBe(row);
  });
});

describe('the projection', () => {
  it('passes over a report about an address that nobody knows', () => {
    expect(suppressionsFold.keysOf(reported('complained', { subjectId: null }))).toEqual([]);
    expect(suppressionsFold.keysOf(passing('accepted', { subjectId: null }))).toEqual([]);
  });

  it('keeps channels apart', () => {
    for (const event of [
      reported('complained', { data: { channel: 'sms' } }),
      passing('accepted', { data: { channel: 'sms' } }),
    ])
      expect(suppressionsFold.keysOf(event)).toEqual(['sms/subject-ada']);
  });

  it('handles every report there is, and what wishes and people say', () => {
    const reports = reportKinds.map((kind) => eventTypeOfReport[kind]);
    const others = ['ReplyReceived', 'SuppressionAdded', 'SuppressionLifted'];
    expect([...suppressionsFold.handles].sort()).toEqual([...reports, ...others].sort());
  });

  it('leaves the same row whether the person is erased now or before a rebuild, suppressed as before', () => {
    const erased = suppressionsFold.erase?.(fold(history));
    const after = history.map((event) => ({ ...event, personal: null, erased: true }));
    expect(erased).toStrictEqual(fold(after as StoredSuppressionEvent[]));
    expect(JSON.stringify(erased)).not.toMatch(/ada@/i);
    expect(erased?.reasons).toEqual(['hard_bounce', 'manual']);
  });

  it('learns no address from what is reported after an erasure', () => {
    const erased = suppressionsFold.erase?.(fold(history)) ?? null;
    const later = spelt(null, 'complained', { position: 8 });
    expect(fold([later], erased)).toMatchObject({ address: null, lastAt: at(8) });
  });
});
