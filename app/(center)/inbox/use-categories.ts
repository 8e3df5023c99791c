'use client';

import { useState } from 'react';
import type { EntryRow } from './entry.ts';
import { categories } from './filter.ts';

/**
 * What the inbox can be narrowed to: the categories that come with Earshot, the one that it is narrowed to, and whatever else
 * the host calls what it sent, as soon as the list has shown some of it.
 */
export function useCategories(rows: readonly EntryRow[], chosen: string | null): readonly string[] {
  const [seen, setSeen] = useState<readonly string[]>(categories);
  const shown = [chosen, ...rows.map(({ category }) => category)];
  const fresh = [...new Set(shown)].filter((one): one is string => one !== null && !seen.includes(one));
  if (fresh.length > 0) setSeen([...seen, ...fresh.sort()]);
  return seen;
}
