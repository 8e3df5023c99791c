import { z } from 'zod';

export interface Count {
  passed: number;
  failed: number;
}

const vitest = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

const playwright = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
});

/** Reads the JSON that `vitest --reporter=json` wrote. A file that could not even be loaded is one failure. */
export function countVitest(report: unknown): Count {
  const { numPassedTests, numFailedTests, testResults } = vitest.parse(report);
  const unloadable = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + unloadable.length };
}

/** Reads the JSON that Playwright's json reporter wrote. Passing at the second try is passing. */
export function countPlaywright(report: unknown): Count {
  const { stats } = playwright.parse(report);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
}

/**
 * The verdict on one runner. One that failed without naming a test, or ran none, has failed once: silence must
 * not look like success. With `mayBeIdle`, because a filter was given, running none is fine.
 */
export function judge(count: Count | undefined, exitCode: number | null, mayBeIdle: boolean): Count {
  const { passed, failed } = count ?? { passed: 0, failed: 0 };
  const idle = passed + failed === 0;
  if (failed === 0 && exitCode !== 0) return { passed, failed: 1 };
  if (idle && !mayBeIdle) return { passed, failed: 1 };
  return { passed, failed };
}

export function sum(counts: readonly Count[]): Count {
  return counts.reduce(
    (total, count) => ({
      passed: total.passed + count.passed,
      failed: total.failed + count.failed,
    }),
    { passed: 0, failed: 0 },
  );
}

/** The last line of every test run. Nothing run is a failure. */
export function verdict(total: Count): { line: string; ok: boolean } {
  return {
    line: `${total.passed} passed, ${total.failed} failed`,
    ok: total.failed === 0 && total.passed > 0,
  };
}
