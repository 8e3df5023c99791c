import { expect, test } from 'vitest';
import { fileNames } from './file-names.ts';
import { projectOf } from './project.ts';

test.each([
  'server/trpc/index.ts',
  'app/utils/money.ts',
  'server/domain/date-helpers.ts',
  'server/auth/types.ts',
])('the name %s says nothing', (file) => {
  expect(fileNames(projectOf([[file, '']])).failures).toHaveLength(1);
});

test('a name that tells what a file holds is left alone', () => {
  const named = ['server/domain/message/event-types.ts', 'app/index-card.tsx'].map(
    (file) => [file, ''] as const,
  );
  expect(fileNames(projectOf(named))).toEqual({ saw: '2 files checked', failures: [] });
});

test('a project without sources has not passed', () => {
  expect(fileNames(projectOf([])).failures).toHaveLength(1);
});
