import { z } from 'zod';
import { type CategoryTable, findCategory, sendingStreams } from '#server/domain/category/category.ts';

/** The streams, and `unknown` for mail whose category nobody told or nobody knows. */
export const watchedStreams = [...sendingStreams, 'unknown'] as const;
export type WatchedStream = (typeof watchedStreams)[number];

/** The mail that is watched: that of a stream, or all mail to one domain that very many people share. */
export const alertScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stream'), name: z.enum(watchedStreams) }),
  z.strictObject({
    kind: z.literal('recipient_domain'),
    name: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/),
  }),
]);
export type AlertScope = Readonly<z.infer<typeof alertScope>>;

export function streamOf(category: string, categories: CategoryTable): WatchedStream {
  return findCategory(categories, category)?.stream ?? 'unknown';
}
