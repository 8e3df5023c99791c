import { getTableColumns } from 'drizzle-orm';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { deadLetters } from '#db/schema/dead-letters.ts';
import { historicEvent } from '#server/domain/event-history.ts';
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
      position: 7,
      subjectId: 'item-1',
      signature: signatureOf(data),
      ...data,
      receivedAt: '2026-11-21T12:07:00.000Z',
      state: 'open',
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
