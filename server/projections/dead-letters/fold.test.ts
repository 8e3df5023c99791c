import { getTableColumns } from 'drizzle-orm';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { deadLetters } from '#db/schema/dead-letters.ts';
import { historicEvent } from '#server/domain/event-history.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { type DeadLetter, deadLettersFold, signatureOf } from './fold.ts';

type Personal = { raw: string; encoding: 'json' | 'text' | 'base64' };
const data = { provider: 'example', failure: 'event: invalid_value', adapterVersion: 4 };

const unrecognized = (
  personal: Personal = { raw: '{"event":"novel"}', encoding: 'json' },
  place: Parameters<typeof historicEvent>[1] = {},
) =>
  historicEvent<'WebhookUnrecognized'>(
    { type: 'WebhookUnrecognized', data, personal },
    { position: 7, source: 'example', subjectId: 'item-1', ...place },
  );

const letterOf = (event: ReturnType<typeof unrecognized>, row: DeadLetter | null = null) => {
  const [key = ''] = deadLettersFold.keysOf(event);
  return deadLettersFold.evolve(row, event, key);
};
const eraseLetter = (row: DeadLetter) => deadLettersFold.erase?.(row);

describe('a dead letter', () => {
  it('says what failed, how and when, and nothing that was sent', () => {
    const letter = letterOf(unrecognized({ raw: '{"to":"anna@example.com"}', encoding: 'json' }));
    expect(letter).toEqual({
      id: 'example/event-7',
      subjectId: 'item-1',
      signature: signatureOf(data),
      ...data,
      receivedAt: '2026-11-21T12:07:00.000Z',
      state: 'open',
      recoveredAt: null,
      triedAt: null,
      tryId: null,
      replayId: null,
      failedAt: '2026-11-21T12:07:00.000Z',
      failedId: 'example/event-7',
      sizeBytes: 25,
      erased: false,
    });
    expect(JSON.stringify(letter)).not.toContain('anna');
  });

  it('has exactly the columns of the table', () => {
    const columns = Object.keys(getTableColumns(deadLetters));
    expect(Object.keys(letterOf(unrecognized())).sort()).toEqual(columns.sort());
    expectTypeOf<DeadLetter>().toExtend<typeof deadLetters.$inferSelect>();
  });

  it('counts the bytes as they were received', () => {
    const sizes = (
      [
        { raw: '"é"', encoding: 'json' },
        { raw: 'not json', encoding: 'text' },
        { raw: Buffer.from([0xff, 0xfe, 0x00, 0x01]).toString('base64'), encoding: 'base64' },
      ] as const
    ).map((personal) => letterOf(unrecognized(personal)).sizeBytes);
    expect(sizes).toEqual([4, 8, 4]);
  });

  it('stays the same when its event is folded again', () => {
    const letter = letterOf(unrecognized());
    expect(letterOf(unrecognized(), letter)).toBe(letter);
  });

  it('is the same whether it was erased before it was read or after', () => {
    const after = eraseLetter(letterOf(unrecognized()));
    const before = letterOf(unrecognized(undefined, { erased: true }));
    expect(before).toMatchObject({ sizeBytes: null, erased: true });
    expect(after).toEqual(before);
    expect(eraseLetter(before)).toEqual(before);
  });
});

describe('a letter that was read again', () => {
  const replayed = (position: number, failure: string | null, adapterVersion = 5) =>
    historicEvent<'DeadLetterReplayed'>(
      {
        type: 'DeadLetterReplayed',
        data: {
          letter: { id: 'example/event-7', receivedAt: '2026-11-21T12:07:00.000Z', ...data },
          replayId: `replay-${position}`,
          adapterVersion,
          failure,
          events: failure === null ? 1 : 0,
        },
        personal: null,
      },
      { position, source: 'admin' },
    );
  const fold = (events: readonly (ReturnType<typeof unrecognized> | ReturnType<typeof replayed>)[]) =>
    events.reduce<DeadLetter | null>((row, event) => deadLettersFold.evolve(row, event, ''), null);

  it('moves to the group it fails with now, and is recovered for ever once it was read', () => {
    const letter = fold([unrecognized(), replayed(8, 'item: other', 6)]);
    expect(letter).toMatchObject({ state: 'open', failure: 'item: other', adapterVersion: 6 });
    expect(letter?.signature).toBe(signatureOf({ ...data, failure: 'item: other', adapterVersion: 6 }));
    expect(fold([unrecognized(), replayed(8, null), replayed(9, 'item: other')])).toMatchObject({
      state: 'recovered',
      recoveredAt: '2026-11-21T12:08:00.000Z',
      replayId: 'replay-9',
    });
  });

  it('is the same in every order, each event told twice', () => {
    const history = [
      unrecognized(),
      replayed(8, 'item: other', 6),
      replayed(9, null),
      replayed(10, 'item: x'),
    ];
    expectInEveryOrder(fold, history, fold(history), 24 * 2);
  });

  it('fits the table in every state', () => {
    const rows = [
      fold([unrecognized(), replayed(8, null)]),
      fold([replayed(8, 'item: other')]),
      fold([unrecognized()]),
    ];
    expectRowsToFit(
      deadLetters,
      rows.flatMap((row) => (row === null ? [] : [row])),
    );
  });
});

describe('a signature', () => {
  it('tells provider, failure and adapter version apart, and keeps to itself where one ends', () => {
    const others = [
      { ...data, provider: 'other' },
      { ...data, failure: 'event: missing' },
      { ...data, adapterVersion: 5 },
      { ...data, provider: 'examplee', failure: 'vent: invalid_value' },
    ];
    const signatures = [data, ...others].map(signatureOf);
    expect(new Set(signatures).size).toBe(5);
    for (const signature of signatures) expect(signature).toMatch(/^[\w-]{22}$/);
    expect(signatureOf({ ...data })).toBe(signatureOf(data));
  });
});
