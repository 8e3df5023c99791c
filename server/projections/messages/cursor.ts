import { z } from 'zod';
import { DomainError } from '#server/domain/domain-error.ts';
import { instant } from '#server/domain/instant.ts';

const position = z.tuple([instant, z.string().min(1)]);

/** Where a page of the explorer ended. */
interface ListPosition {
  readonly firstAt: string;
  readonly messageId: string;
}

/** A page's end as opaque text: base64url of the sort key. */
export function cursorOf({ firstAt, messageId }: ListPosition): string {
  return Buffer.from(JSON.stringify([firstAt, messageId])).toString('base64url');
}

/** Reads a cursor. Throws DomainError `invalid_cursor` for anything `cursorOf` did not write. */
export function positionOfCursor(cursor: string): ListPosition {
  const parsed = position.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) throw new DomainError('invalid_cursor', 'This page of the list does not exist.');
  const [firstAt, messageId] = parsed.data;
  return { firstAt, messageId };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
