import { z } from 'zod';
import { DomainError } from '#server/domain/domain-error.ts';
import { instant } from '#server/domain/instant.ts';

/** Whoever writes a cursor by hand gets no further than this: the database would fail over the rest. */
const sortKey = z.tuple([
  instant.refine((at) => !Number.isNaN(Date.parse(at)) && at >= '0001'),
  z
    .string()
    .min(1)
    .refine((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text)),
]);

/** Where a page of a list ended: a time, and what tells apart those of the same time. */
export type SortKey = z.infer<typeof sortKey>;

/** A page's end as opaque text, in base64url. */
export function cursorOf(key: SortKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Reads a cursor. Throws DomainError `invalid_cursor` for anything `cursorOf` did not write. */
export function sortKeyOf(cursor: string): SortKey {
  const parsed = sortKey.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) throw new DomainError('invalid_cursor', 'This page of the list does not exist.');
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
