import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult } from './check-result.ts';
import { migrationsInStep } from './migrations-in-step.ts';
import { projectRoot, runTool } from './run-tool.ts';
import { biome, knip, types } from './tool-checks.ts';

const roots: string[] = [];

/** A small project with these files, under the real configuration of Biome and the compiler. */
function projectWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'checks-'));
  roots.push(root);
  const configuration = ['biome.json', 'package.json', 'tsconfig.json', '.gitignore'];
  const domain = ['tsconfig.json', 'purity.grit', 'exhaustive.grit'].map((file) => `server/domain/${file}`);
  for (const file of [...configuration, ...domain])
    cpSync(path.join(projectRoot, file), path.join(root, file));
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'));
  for (const [file, text] of Object.entries(files)) write(root, file, text);
  return root;
}

function write(root: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

/** What a check told about one file. */
const told = (result: CheckResult, file: string) =>
  result.failures
    .join('\n')
    .split('\n')
    .filter((line) => line.includes(file))
    .join('\n');

afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

describe('Biome', () => {
  const lines = (line: string, count: number) => `${line}\n`.repeat(count);
  const fold = (branch: string) => `export function fold(event: { type: 'a' | 'b' }) {
  switch (event.type) {
    case 'a':
      return 1;
    ${branch}:
      return 2;
  }
}
`;
  const offences = [
    ['noExplicitAny', 'app/any.ts', 'export const a = (b: any) => b;\n'],
    ['noDefaultExport', 'app/exported.tsx', 'export default 1;\n'],
    ['noProcessEnv', 'app/environment.ts', 'export const a = process.env.A;\n'],
    ['noConsole', 'server/trpc/console.ts', `console.log('a');\n`],
    ['noRestrictedImports', 'app/a/b/far.ts', `export { a } from '../../a.ts';\n`],
    ['noFloatingPromises', 'server/trpc/floating.ts', 'const a = async () => 1;\na();\n'],
    ['noNonNullAssertion', 'app/sure.ts', 'export const a = (b: string | null) => b!;\n'],
    [
      'noExcessiveLinesPerFunction',
      'app/long-function.ts',
      `export function a() {\n${lines('  a();', 61)}}\n`,
    ],
    ['noExcessiveLinesPerFile', 'app/long-file.ts', lines('// So.', 300) + lines('export {};', 1)],
    ['useAltText', 'app/picture.tsx', 'export const A = () => <img src="a.png" />;\n'],
    ['useFilenamingConvention', 'app/camelCase.ts', 'export const aB = 1;\n'],
    ['noPlaywrightWaitForTimeout', 'e2e/waits.spec.ts', 'await page.waitForTimeout(1);\n'],
    ['format', 'app/quotes.ts', 'export const a = "a"\n'],
    ['a default would hide a new type', 'server/domain/switch-default.ts', fold('default')],
  ] as const;
  const impure = [
    'new Date()',
    'new Date',
    'Date.now()',
    'Math.random()',
    '[1].map(Math.random)',
    'performance.now()',
    'crypto.randomUUID()',
    `globalThis['crypto']`,
    'then.getHours()',
  ];
  const impureText = impure.map((expression, index) => `export const a${index} = ${expression};\n`).join('');
  let result: CheckResult;

  beforeAll(() => {
    result = biome(
      projectWith({
        ...Object.fromEntries(offences.map(([, file, text]) => [file, text])),
        'server/domain/impure.ts': impureText,
        'server/domain/impure.test.ts': impureText,
        'server/domain/switch-whole.ts': fold(`case 'b'`),
        'app/page.tsx': 'export default function Page() {\n  return null;\n}\n',
      }),
    );
  });

  test.each(offences)('refuses by %s what is in %s', (rule, file) => {
    expect(told(result, file)).toContain(rule);
  });

  test.each(impure.map((expression, index) => [expression, index + 1] as const))(
    'refuses %s in the domain',
    (_, line) => {
      expect(told(result, `server/domain/impure.ts:${line}:`)).toContain('reads no clock');
    },
  );

  test('leaves the tests of the domain, whole switches and pages alone', () => {
    expect(told(result, 'server/domain/impure.test.ts')).not.toContain('reads no clock');
    expect(told(result, 'server/domain/switch-whole.ts')).toBe('');
    expect(told(result, 'app/page.tsx')).toBe('');
  });

  test('has failed when it looked at no files', () => {
    const empty = mkdtempSync(path.join(tmpdir(), 'checks-'));
    roots.push(empty);
    expect(biome(empty).failures).toContain('looked at no files: the check or its table is out of date');
  });
});

describe('the domain under its own compiler settings', () => {
  const offences = [
    ['process', 'export const a = process.pid;'],
    ['setTimeout', 'setTimeout(() => {}, 1);'],
    ['fetch', `export const a = fetch('/');`],
    ['console', `console.log('a');`],
    ['document', 'export const a = document.title;'],
    ['Buffer', `export const a = Buffer.from('a');`],
    ['crypto', 'export const a = crypto.randomUUID();'],
    ['node:fs', `export { readFileSync } from 'node:fs';`],
  ] as const;
  let result: CheckResult;

  beforeAll(() => {
    const texts = offences.map(([, text], index) => [
      `server/domain/offence-${index}.ts`,
      `${text}\nexport {};\n`,
    ]);
    result = types(projectWith(Object.fromEntries(texts)), 'server/domain');
  });

  test.each(offences.map(([name], index) => [name, index] as const))('knows no %s', (name, index) => {
    expect(told(result, `server/domain/offence-${index}.ts(`)).toContain(`'${name}'`);
  });

  test('may not import from outside, not even a type', () => {
    const root = projectWith({
      'server/trpc/a.ts': 'export type A = 1;\n',
      'server/domain/a.ts': `export type { A } from '#server/trpc/a.ts';\n`,
    });
    expect(types(root, 'server/domain').failures.join('\n')).toContain('rootDir');
  });

  test('knows zod and itself', () => {
    const root = projectWith({
      'server/domain/b.ts': `import { z } from 'zod';\nexport const b = z.string();\n`,
      'server/domain/a.ts': `export { b } from '#server/domain/b.ts';\n`,
    });
    expect(types(root, 'server/domain')).toEqual({ saw: '2 files checked', failures: [] });
  });

  test('has failed when it holds no files', () => {
    const failures = types(projectWith({}), 'server/domain').failures;
    expect(failures).toContain('looked at no files: the check or its table is out of date');
  });
});

test('a file that nothing uses is told', () => {
  const root = projectWith({ 'app/page.tsx': '', 'app/forgotten.ts': 'export const a = 1;\n' });
  const { saw, failures } = knip(root);
  expect(saw).toBe('2 files checked');
  expect(failures.join('\n')).toContain('app/forgotten.ts');
});

test('a schema that is ahead of its migrations is told', { timeout: 20_000 }, () => {
  const table = (columns: string) =>
    `import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const a = pgTable('a', { ${columns} });\n`;
  const root = projectWith({ 'db/schema/a.ts': table(`id: text('id')`) });
  const options = ['--dialect=postgresql', '--schema=./db/schema/*.ts', '--out=db/migrations'];
  expect(runTool(root, 'drizzle-kit', ['generate', ...options]).ok).toBe(true);
  expect(migrationsInStep(root)).toEqual({ saw: '1 migrations, 1 tables checked', failures: [] });

  write(root, 'db/schema/a.ts', table(`id: text('id'), size: text('size')`));
  expect(migrationsInStep(root).failures.join('\n')).toContain('db/schema has changed');
});

test('a check that does not exist has not passed', () => {
  expect(runTool(projectRoot, 'tsx', ['server/testing/checks/check.ts', 'no-such-check']).ok).toBe(false);
});
