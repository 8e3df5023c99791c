import { z } from 'zod';
import {
  type CategoryTable,
  findCategory,
  isLocked,
  sendingStreams,
} from '#server/domain/category/category.ts';

/**
 * What a suppression forbids. Only `everything` forbids security too: it is for addresses that cannot be reached and
 * for a STOP, which the carrier enforces anyway. The others never do, whatever they name.
 */
export const suppressionScope = z.union([
  z.literal('everything'),
  z.literal('all_but_security'),
  z.templateLiteral(['stream:', z.enum(sendingStreams)]),
  z.templateLiteral(['category:', z.string().min(1)]),
]);
export type SuppressionScope = z.infer<typeof suppressionScope>;

/** True when nothing ordinary can be sent any more, whatever its category. */
export function isWholeChannel(scope: SuppressionScope): boolean {
  return scope === 'everything' || scope === 'all_but_security';
}

/** True when the scope forbids the category. A category nobody knows any more counts as part of every stream. */
export function covers(scope: SuppressionScope, category: string, categories: CategoryTable): boolean {
  if (scope === 'everything') return true;
  if (isLocked(category)) return false;
  if (scope === 'all_but_security') return true;
  const known = findCategory(categories, category);
  if (scope === 'stream:marketing' || scope === 'stream:transactional') {
    return known === null || scope === `stream:${known.stream}`;
  }
  return scope === `category:${category}`;
}
