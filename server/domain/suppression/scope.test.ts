import { describe, expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { covers, isWholeChannel, type SuppressionScope, suppressionScope } from './scope.ts';

const categories = ['security', 'billing', 'product', 'marketing', 'gone'];
const covered = (scope: SuppressionScope) =>
  categories.filter((category) => covers(scope, category, defaultCategories));

describe('a scope', () => {
  it.each<[SuppressionScope, string[]]>([
    ['everything', ['security', 'billing', 'product', 'marketing', 'gone']],
    ['all_but_security', ['billing', 'product', 'marketing', 'gone']],
    ['stream:transactional', ['billing', 'product', 'gone']],
    ['stream:marketing', ['marketing', 'gone']],
    ['category:billing', ['billing']],
    ['category:gone', ['gone']],
    ['category:security', []],
  ])('of %s covers %j', (scope, expected) => {
    expect(covered(scope)).toStrictEqual(expected);
  });

  it('covers a whole channel or only a part of it', () => {
    const scopes: SuppressionScope[] = [
      'everything',
      'all_but_security',
      'stream:marketing',
      'category:billing',
    ];
    expect(scopes.filter(isWholeChannel)).toStrictEqual(['everything', 'all_but_security']);
  });

  it.each(['', 'all', 'stream:', 'stream:other', 'category:', 'group:1'])('is not %j', (text) => {
    expect(suppressionScope.safeParse(text).success).toBe(false);
  });
});
