import { z } from 'zod';
import { channels } from '#server/domain/message/report.ts';
import { suppressionReasons } from '#server/domain/suppression/reason.ts';
import type { Suppression } from '#server/domain/suppression/suppression.ts';
import { suppressionView } from '#server/trpc/suppression-views.ts';
import { named } from './components.ts';
import { time } from './fields.ts';

/** One ground of suppression. */
export const suppressionShape = named(
  'Suppression',
  z.strictObject({
    cell: z.string().meta({ description: 'Names this ground, to lift it alone.' }),
    reason: z.enum(suppressionReasons),
    scope: z.string().meta({
      description: 'What it forbids: `everything`, `all_but_security`, `stream:<name>` or `category:<name>`.',
    }),
    since: time,
    because: z.string().meta({ description: 'The id of the event that caused it.' }),
    isCauseKnown: z
      .boolean()
      .meta({ description: 'False when so many facts followed that the first is forgotten.' }),
    expiresAt: time.nullable(),
  }),
);

/** An address with what stands against it. */
export const suppressedAddressShape = named(
  'SuppressedAddress',
  z.strictObject({
    channel: z.enum(channels),
    subjectId: z.string().meta({ description: 'The keyed hash under which the address is known.' }),
    address: z
      .string()
      .nullable()
      .meta({ description: 'Null when nothing named it, and once its person is erased.' }),
    lastAt: time.meta({ description: 'When the newest event that speaks against it happened.' }),
    suppressions: z.array(suppressionShape),
  }),
);

export function suppressionOf(suppression: Suppression): z.input<typeof suppressionShape> {
  return suppressionView(suppression);
}
