const drizzle = ['drizzle-orm', 'postgres'];

/**
 * What tests may import besides the file they test and what its row allows. The first suffix that fits counts.
 */
export const testAllowances = [
  {
    suffix: '.int.test.ts',
    may: [
      'server/testing/',
      'server/domain/',
      'server/event-store/',
      'server/commands/',
      'server/deps.ts',
      'server/log.ts',
      'server/projections/*.ts',
      'server/providers/registry.ts',
      'db/',
      'inngest/embedded/testing.ts',
    ],
    packages: ['vitest', 'fast-check', 'node:', ...drizzle],
  },
  {
    suffix: '.test.ts',
    may: ['server/testing/', 'server/domain/', 'server/providers/registry.ts'],
    packages: ['vitest', 'fast-check', 'node:'],
  },
] as const;
