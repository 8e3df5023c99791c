import { z } from 'zod';

/** Text that the database takes: without NUL and without half a surrogate pair. */
export const storableText = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[^\0\p{Cs}]*$/u, 'must hold neither NUL nor half a surrogate pair');

/** The same in one line, as it can stand in a header or a title. */
export const lineOfText = (maxLength: number) =>
  storableText(maxLength).regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line');

/** An absolute http or https address, as a link may lead to. */
export const webAddress = storableText(2_000).regex(
  /^https?:\/\/[^\s"'<>\\]+$/i,
  'must be an address that starts with https:// or http://',
);
