import { createHash, timingSafeEqual } from 'node:crypto';
import type { Env } from '#server/env.ts';

/** Whether a caller with this `Authorization` header may read the counters. Compares in constant time. */
export function mayReadMetrics(
  env: Pick<Env, 'isLocal' | 'EARSHOT_API_KEY'>,
  authorization: string | null,
): boolean {
  if (env.isLocal) return true;
  if (env.EARSHOT_API_KEY === undefined || authorization === null) return false;
  return timingSafeEqual(digest(authorization), digest(`Bearer ${env.EARSHOT_API_KEY}`));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
