import { Cron } from 'croner';

/** Says what is wrong with a cron expression (`TZ=Europe/Berlin 0 3 * * *`), or undefined. */
export function checkCron(expression: string): string | undefined {
  try {
    return nextFire(expression, 0) === undefined ? 'never fires' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'is not a cron expression';
  }
}

/** The first time after `afterMs` at which the expression fires, in milliseconds; UTC unless it names a zone. */
export function nextFire(expression: string, afterMs: number): number | undefined {
  const [, zone, pattern] = /^(?:(?:CRON_)?TZ=(\S+)\s+)?(.*)$/.exec(expression.trim()) ?? [];
  const cron = new Cron(pattern ?? expression, { mode: '5-part', paused: true, timezone: zone ?? 'UTC' });
  return cron.nextRun(new Date(afterMs))?.getTime();
}
