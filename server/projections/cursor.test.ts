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
    ['no id', encoded(['2026-11-21T07:19:47.123Z', ''])],
    ['nothing', ''],
  ])('refuses %s', (_, cursor) => {
    expect(() => sortKeyOf(cursor)).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
    expect(() => sortKeyOf(cursor)).toThrow(DomainError);
  });
});
