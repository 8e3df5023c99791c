import { expect, test } from 'vitest';
import { projectOf } from './project.ts';
import { readmePaths } from './readme-paths.ts';

const files = [
  ['package.json', JSON.stringify({ scripts: { check: 'x', start: 'x' } })],
  ['server/providers/acme/verify.ts', ''],
  ['app/[id]/page.tsx', ''],
  ['.env.example', ''],
  ['docs/guide.md', 'See [the read me](../README.md#start).'],
] as const;

const failuresOf = (text: string) => readmePaths(projectOf([...files, ['README.md', text]])).failures;

test.each([
  '`server/gone.ts`',
  '`server/providers/gone/`',
  '`server/providers/<id>/gone.ts`',
  '`gone.ts`',
  '[gone](docs/gone.md)',
  '`npm run gone`',
  '```sh\nnpm run check:gone\n```',
  'npm test',
])('%j is told, for it does not exist', (text) => {
  expect(failuresOf(`\`.env.example\`\n\`npm run check\`\n${text}`)).toHaveLength(1);
});

test('what exists is not told', () => {
  const text = `\`server/providers/<id>/verify.ts\`, \`server/providers/\`, \`verify.ts\`, \`app/[id]/page.tsx\`,
\`.env.example\`, [guide](docs/guide.md), [site](https://example.com/gone.md), \`npm run check\`, \`npm start\`, \`/api/v1\``;
  expect(readmePaths(projectOf([...files, ['README.md', text]]))).toEqual({
    saw: '2 pages, 7 paths, 2 scripts checked',
    failures: [],
  });
});

test('pages that name nothing have not passed', () => {
  expect(readmePaths(projectOf([])).failures).toHaveLength(3);
});
