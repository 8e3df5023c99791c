import { describe, expect, it } from 'vitest';
import { defaultCategories, findCategory, isLocked } from './category.ts';
import { categoryTable } from './category-table.ts';

describe('the default categories', () => {
  it('are a valid table', () => {
    expect(categoryTable.parse(defaultCategories)).toEqual(defaultCategories);
  });

  it('send marketing as marketing and all else as transactional', () => {
    const streams = Object.entries(defaultCategories).map(([name, { stream }]) => [name, stream]);
    expect(Object.fromEntries(streams)).toStrictEqual({
      security: 'transactional',
      billing: 'transactional',
      product: 'transactional',
      marketing: 'marketing',
    });
  });

  it('lock security and nothing else', () => {
    expect(Object.keys(defaultCategories).filter(isLocked)).toStrictEqual(['security']);
  });
});

describe('a table of categories', () => {
  const { security, ...others } = defaultCategories;

  it('may have other categories', () => {
    const table = { security, alerts: defaultCategories.product };
    expect(categoryTable.safeParse(table).success).toBe(true);
  });

  it.each<[string, object]>([
    ['lacks security', others],
    ['sends security as marketing', { ...others, security: { ...security, stream: 'marketing' } }],
    ['keeps security from a channel', { ...others, security: { ...security, channels: ['email'] } }],
    ['asks before it sends security', { ...others, security: { ...security, optIn: ['sms'] } }],
    ['names a category as nobody can write it', { security, 'No Name': defaultCategories.product }],
  ])('is refused when it %s', (_, table) => {
    expect(categoryTable.safeParse(table).success).toBe(false);
  });

  it('knows no category by the name of something every object has', () => {
    expect(findCategory(defaultCategories, 'constructor')).toBeNull();
    expect(findCategory(defaultCategories, 'billing')).toBe(defaultCategories.billing);
  });
});
