import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const testing = path.dirname(fileURLToPath(import.meta.url));
const exclude = [...configDefaults.exclude, 'e2e/**', '.next/**', '.earshot/**'];

export default defineConfig({
  root: path.resolve(testing, '../..'),
  test: {
    // A project that finds nothing has not passed.
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['**/*.test.{ts,tsx}'], exclude: [...exclude, '**/*.int.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'int',
          include: ['**/*.int.test.ts'],
          exclude,
          globalSetup: [path.join(testing, 'postgres-setup.ts')],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
