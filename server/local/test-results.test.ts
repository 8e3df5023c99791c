import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, judge, sum, verdict } from './test-results.ts';

const file = (status: string, tests: number) => ({
  status,
  assertionResults: Array.from({ length: tests }, () => ({})),
});

describe('the count of a test run', () => {
  it('counts a Vitest file that could not be loaded as one failure', () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      testResults: [file('passed', 3), file('failed', 1), file('failed', 0)],
    };
    expect(countVitest(report)).toEqual({ passed: 3, failed: 2 });
  });

  it('counts a Playwright test that passed at its second try as passed', () => {
    expect(countPlaywright({ stats: { expected: 4, unexpected: 2, flaky: 1, skipped: 9 } })).toEqual({
      passed: 5,
      failed: 2,
    });
  });

  it('takes a runner that crashed, or exits red without naming a test, for one failure', () => {
    expect(judge(undefined, null, false)).toEqual({ passed: 0, failed: 1 });
    expect(judge(undefined, 0, false)).toEqual({ passed: 0, failed: 1 });
    expect(judge({ passed: 7, failed: 0 }, 1, false)).toEqual({ passed: 7, failed: 1 });
    expect(judge({ passed: 7, failed: 2 }, 1, false)).toEqual({ passed: 7, failed: 2 });
  });

  it('takes a runner that ran nothing for a failure, unless a filter was given', () => {
    expect(judge({ passed: 0, failed: 0 }, 0, false)).toEqual({ passed: 0, failed: 1 });
    expect(judge({ passed: 0, failed: 0 }, 0, true)).toEqual({ passed: 0, failed: 0 });
    expect(judge(undefined, 1, true)).toEqual({ passed: 0, failed: 1 });
  });

  it('ends in one line, green only when something ran and nothing failed', () => {
    expect(
      verdict(
        sum([
          { passed: 2, failed: 0 },
          { passed: 3, failed: 0 },
        ]),
      ),
    ).toEqual({ line: '5 passed, 0 failed', ok: true });
    expect(
      verdict(
        sum([
          { passed: 2, failed: 1 },
          { passed: 3, failed: 0 },
        ]),
      ),
    ).toEqual({ line: '5 passed, 1 failed', ok: false });
    expect(verdict(sum([]))).toEqual({ line: '0 passed, 0 failed', ok: false });
  });
});
