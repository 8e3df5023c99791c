import { describe, expect, it } from 'vitest';
import { DomainError } from '#server/domain/domain-error.ts';
import { cursorOf, sortKeyOf } from './cursor.ts';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('cursor', () => {
  it('comes back as it went, whatever the id holds', () => {
    const position: [string, string] = ['2026-11-21T07:19:47.123Z', 'm "1", ✓/?&'];
    const cursor = cursorOf(position);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(sortKeyOf(cursor)).toEqual(position);
  });

  it.each([
    ['no base64', '***'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['another shape', encoded({ firstAt: '2026-11-21T07:19:47.123Z' })],
    ['no moment', encoded(['yesterday', 'm-1'])],
    ['a moment that no calendar has', encoded(['2026-99-21T07:19:47.123Z', 'm-1'])],
    ['a moment before the database’s first', encoded(['0000-01-21T07:19:47.123Z', 'm-1'])],
    ['a NUL character', encoded(['2026-11-21T07:19:47.123Z', 'm\0'])],
    ['half of a surrogate pair', Buffer.from('["2026-11-21T07:19:47.123Z","\\ud800"]').toString('base64url')],
    ['no id', encoded(['2026-11-21T07:19:47.123Z', ''])],
    ['nothing', ''],
  ])('refuses %s', (_, cursor) => {
    expect(() => sortKeyOf(cursor)).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
    expect(() => sortKeyOf(cursor)).toThrow(DomainError);
  });
});
