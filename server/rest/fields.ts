import { z } from 'zod';
import type { Moment } from '#server/domain/moment.ts';

const latestYear = '9999';

/** A moment in what is answered: UTC with milliseconds. */
export const time = z.iso.datetime();

/** A moment in what is asked, in any zone; the calendar must have it, and the database must be able to keep it. */
export const timeInput = z.iso
  .datetime({ offset: true })
  .refine((text) => isKept(text), 'must be a moment from 1970 to 9998, such as 2026-11-21T09:30:00Z')
  .transform((text) => new Date(text).toISOString())
  .meta({
    description: 'A moment with its zone, such as 2026-11-21T09:30:00Z. Write a `+` as %2B in a URL.',
  });

/** Of anything that was given a name: long enough for every provider, short enough for an index of the database. */
export const identifier = z.string().min(1).max(500);
export const address = z
  .string()
  .trim()
  .min(1)
  .max(800)
  .meta({ examples: ['jane@example.com'] });

/** A parameter that may be given several times, once for each value. */
export function several<Item extends z.ZodType>(item: Item, max: number) {
  return z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(item).max(max));
}

export const flag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional();

/** For every list: how many, and from where. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(100).default(50).meta({ description: 'How many at most.' }),
  cursor: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .meta({ description: 'The `nextCursor` of the page before; the first page without it.' }),
};

export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Where the next page starts; null at the end.' });

/** For what can be looked at as it was. */
export const lookingBack = {
  asOf: timeInput.optional().meta({ description: 'As it was at this moment; now without it.' }),
  clock: z.enum(['occurred', 'recorded']).default('occurred').meta({
    description:
      'What `asOf` means: `occurred` is what had happened by then, as is known today; `recorded` is what was known then.',
  }),
};

export function momentOf(query: {
  asOf?: string | undefined;
  clock: 'occurred' | 'recorded';
}): Moment | null {
  return query.asOf === undefined ? null : { at: query.asOf, by: query.clock };
}

function isKept(text: string): boolean {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return false;
  const at = new Date(ms).toISOString();
  return at >= '1970' && at < latestYear;
}
