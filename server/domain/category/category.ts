import type { Channel } from '#server/domain/message/report.ts';

/** What a category is sent as; each stream has a sender identity of its own. */
export const sendingStreams = ['transactional', 'marketing'] as const;

export interface Category {
  readonly stream: (typeof sendingStreams)[number];
  /** As people read it. */
  readonly title: string;
  /** One line that says what is sent under it. */
  readonly help: string;
  readonly channels: readonly Channel[];
  /** Those of its channels that stay off until the person switches them on. */
  readonly optIn: readonly Channel[];
}
/** The categories of an installation, by name; see `category-table.ts` for what makes a table good. */
export type CategoryTable = Readonly<Record<string, Category>>;

/** The one category that nobody can switch off: it tells people that somebody else is in their account. */
export const securityCategory = 'security';

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
} as const satisfies CategoryTable;

/** True for the category that no person, token, pause or quiet hour can hold back. */
export function isLocked(category: string): boolean {
  return category === securityCategory;
}

/** The category of that name, or null: categories come and go while notifications are under way. */
export function findCategory(categories: CategoryTable, name: string): Category | null {
  return Object.hasOwn(categories, name) ? (categories[name] ?? null) : null;
}
