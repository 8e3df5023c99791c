import { defaultCategories } from '#server/domain/category/category.ts';
import type { PolicySurroundings } from '#server/domain/escalation-policy/findings.ts';
import { templates } from '#server/templates/registry.ts';

/** What policies may name in this installation, with the words that people choose it by. */
export const policyChoices = {
  categories: Object.entries(defaultCategories).map(([id, { title, stream }]) => ({ id, title, stream })),
  templates: templates.map(({ id, title }) => ({ id, title })),
} as const;

/** The same as rules judge by it. */
export const installation: Pick<PolicySurroundings, 'categories' | 'templates'> = {
  categories: defaultCategories,
  templates: templates.map(({ id }) => id),
};
