import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { answerOf } from './words.ts';

const folder = new URL('../../../server/projections/', import.meta.url);
const readModels = readdirSync(folder, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/fold.ts`, folder)),
);

it('says what each read model answers', () => {
  expect(readModels.length).toBeGreaterThan(10);
  for (const { name } of readModels) expect(answerOf(name), name).not.toBeNull();
});
