import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const testing = path.dirname(fileURLToPath(import.meta.url));
const exclude = [...configDefaults.exclude, 'e2e/**', '.next/**', '.earshot/**'];

export default defineConfig({
  root: path.resolve(testing, '../..'),
  // As `next.config.ts` has it.
  resolve: { alias: { 'use-intl/format-message': 'use-intl/format-message/format-only' } },
  test: {
    // A project that finds nothing has not passed.
    passWithNoTests: false,
    // Left to itself it leaves one core idle, which on two is half of them.
    maxWorkers: '100%',
    // What is aliased stands in this package.
    server: { deps: { inline: ['use-intl'] } },
    // The driver's own reading of types, on a connection that a fault test cuts at that moment, rejects uncaught; see
    // `isLostConnection` in inngest/embedded/database.ts.
    onUnhandledError: (error) => !('code' in error && error.code === '57P01'),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.int.test.ts'],
          // They share no state, and a fresh process for each file would cost as much as all of them.
          isolate: false,
          // Properties are tried a thousand times; a busy machine needs longer than the usual five seconds.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'int',
          include: ['**/*.int.test.ts'],
          exclude,
          // As above; and what a worker has read and emptied is there for its next file.
          isolate: false,
          globalSetup: [path.join(testing, 'postgres-setup.ts')],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
