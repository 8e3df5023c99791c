import { defaultCategories } from '#server/domain/category/category.ts';
import type { Texts } from './sources.ts';

type DefaultCategory = keyof Texts['preferences']['categories'];
type Words = { readonly title: string; readonly help: string };

/**
 * A category in the language of the page: ours for the four that come with Earshot, as long as nobody renamed them, and
 * otherwise the words that the installation gave it.
 */
export function categoryWords(
  t: (key: `categories.${DefaultCategory}.${keyof Words}`) => string,
  { name, title, help }: Words & { readonly name: string },
): Words {
  if (!isDefault(name)) return { title, help };
  const usual = defaultCategories[name];
  return {
    title: title === usual.title ? t(`categories.${name}.title`) : title,
    help: help === usual.help ? t(`categories.${name}.help`) : help,
  };
}

function isDefault(name: string): name is DefaultCategory {
  return Object.hasOwn(defaultCategories, name);
}
