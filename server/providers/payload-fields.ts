import { z } from 'zod';
import { instantFromIso } from './text.ts';

/** Text that can be a key: whole, short, not blank, and without NUL or half a surrogate pair, which Postgres refuses. */
export const identifier = (maxLength: number) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^[^\\0\\p{Cs}]{1,${maxLength}}$`, 'u'));

/** A field an event can do without: a value of another type must not hide a bounce, and the raw item keeps it. */
export const lenient = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

/**
 * ISO 8601 with a zone, such as `2026-11-21T12:00:00Z`, as an instant of ours. `code` is what a dead letter says of
 * other text; a provider keeps the one it began with, so that letters of before and after are alike.
 */
export const zonedTime = (code: 'custom' | 'invalid_format') =>
  z.string().transform((written, context) => {
    const at = instantFromIso(written);
    if (at !== null) return at;
    context.addIssue(code === 'custom' ? { code } : { code, format: 'datetime' });
    return z.NEVER;
  });
