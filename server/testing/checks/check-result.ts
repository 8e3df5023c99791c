/** What one check found. `saw` counts what was looked at, so that a check that looked at nothing is noticed. */
export interface CheckResult {
  readonly saw: string;
  /** One line per offence, each saying where it is and what to do. Empty when all is well. */
  readonly failures: readonly string[];
}

/** A failure for every counter that is zero: a check that looked at nothing has failed. */
export function nothingSeen(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .filter(([, count]) => count === 0)
    .map(([what]) => `looked at no ${what}: the check or its table is out of date`);
}

/** "12 files, 30 imports checked". */
export function counted(counts: Readonly<Record<string, number>>): string {
  return `${Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')} checked`;
}
