import { describe, expect, it } from 'vitest';
import { DomainError } from '#server/domain/domain-error.ts';
import { cursorOf, positionOfCursor } from './cursor.ts';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('cursor', () => {
  it('comes back as it went, whatever the id holds', () => {
    const position = { firstAt: '2026-11-21T07:19:47.123Z', messageId: 'm "1", ✓/?&' };
    const cursor = cursorOf(position);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(positionOfCursor(cursor)).toEqual(position);
  });

  it.each([
    ['no base64', '***'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['another shape', encoded({ firstAt: '2026-11-21T07:19:47.123Z' })],
    ['no moment', encoded(['yesterday', 'm-1'])],
    ['no id', encoded(['2026-11-21T07:19:47.123Z', ''])],
    ['nothing', ''],
  ])('refuses %s', (_, cursor) => {
    expect(() => positionOfCursor(cursor)).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
    expect(() => positionOfCursor(cursor)).toThrow(DomainError);
  });
});
