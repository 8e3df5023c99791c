import { z } from 'zod';
import { channels } from '#server/domain/message/report.ts';

/** What a category is sent as; each stream has a sender identity of its own. */
export const sendingStreams = ['transactional', 'marketing'] as const;

/** The one category that nobody can switch off: it tells people that somebody else is in their account. */
export const securityCategory = 'security';

const categoryName = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/);

const category = z.strictObject({
  stream: z.enum(sendingStreams),
  /** As people read it. */
  title: z.string().min(1),
  /** One line that says what is sent under it. */
  help: z.string().min(1),
  channels: z.array(z.enum(channels)).min(1),
  /** Those of its channels that stay off until the person switches them on. */
  optIn: z.array(z.enum(channels)),
});

/** The categories of an installation, by name. Any may be renamed or added; `security` must stay what it is. */
export const categoryTable = z
  .record(categoryName, category)
  .refine((table) => table[securityCategory]?.stream === 'transactional', {
    error: 'security must be a category of the transactional stream',
  })
  .refine((table) => channels.every((channel) => isAlwaysOn(table[securityCategory], channel)), {
    error: 'security must be offered on every channel and be on without asking',
  });
export type Category = Readonly<z.infer<typeof category>>;
export type CategoryTable = Readonly<Record<string, Category>>;

export const defaultCategories = {
  security: {
    stream: 'transactional',
    title: 'Security',
    help: 'Sign-ins, password changes and other things about the safety of your account.',
    channels: ['email', 'sms', 'push', 'in_app'],
    optIn: [],
  },
  billing: {
    stream: 'transactional',
    title: 'Billing',
    help: 'Receipts, invoices and problems with a payment.',
    channels: ['email', 'sms', 'push', 'in_app'],
    optIn: [],
  },
  product: {
    stream: 'transactional',
    title: 'Product',
    help: 'What happens in your projects and what others write to you.',
    channels: ['email', 'sms', 'push', 'in_app'],
    optIn: [],
  },
  marketing: {
    stream: 'marketing',
    title: 'News and offers',
    help: 'News about the product, tips and offers.',
    channels: ['email', 'sms', 'push', 'in_app'],
    optIn: ['sms', 'push'],
  },
} as const satisfies Record<string, z.infer<typeof category>>;

/** True for the category that no person, token, pause or quiet hour can hold back. */
export function isLocked(category: string): boolean {
  return category === securityCategory;
}

/** The category of that name, or null: categories come and go while notifications are under way. */
export function findCategory(categories: CategoryTable, name: string): Category | null {
  return Object.hasOwn(categories, name) ? (categories[name] ?? null) : null;
}

function isAlwaysOn(category: Category | undefined, channel: Category['channels'][number]): boolean {
  return category?.channels.includes(channel) === true && !category.optIn.includes(channel);
}
