import { z } from 'zod';
import { channels } from '#server/domain/message/report.ts';
import { type Category, type CategoryTable, securityCategory, sendingStreams } from './category.ts';

const categoryName = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/);

const category = z.strictObject({
  stream: z.enum(sendingStreams),
  title: z.string().min(1),
  help: z.string().min(1),
  channels: z.array(z.enum(channels)).min(1),
  optIn: z.array(z.enum(channels)),
});

/** The categories of an installation, by name. Any may be renamed or added; `security` must stay what it is. */
export const categoryTable: z.ZodType<CategoryTable> = z
  .record(categoryName, category)
  .refine((table) => table[securityCategory]?.stream === 'transactional', {
    error: 'security must be a category of the transactional stream',
  })
  .refine((table) => channels.every((channel) => isAlwaysOn(table[securityCategory], channel)), {
    error: 'security must be offered on every channel and be on without asking',
  });

function isAlwaysOn(category: Category | undefined, channel: Category['channels'][number]): boolean {
  return category?.channels.includes(channel) === true && !category.optIn.includes(channel);
}
