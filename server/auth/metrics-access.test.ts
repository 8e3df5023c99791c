import { expect, it } from 'vitest';
import { mayReadMetrics } from './metrics-access.ts';

const key = 'a-key-of-enough-characters';

it.each([
  { isLocal: true, EARSHOT_API_KEY: undefined, header: null, allowed: true },
  { isLocal: false, EARSHOT_API_KEY: undefined, header: null, allowed: false },
  { isLocal: false, EARSHOT_API_KEY: undefined, header: 'Bearer undefined', allowed: false },
  { isLocal: false, EARSHOT_API_KEY: key, header: null, allowed: false },
  { isLocal: false, EARSHOT_API_KEY: key, header: key, allowed: false },
  { isLocal: false, EARSHOT_API_KEY: key, header: `Bearer ${key}x`, allowed: false },
  { isLocal: false, EARSHOT_API_KEY: key, header: `Bearer ${key}`, allowed: true },
])('local=$isLocal key=$EARSHOT_API_KEY header=$header → $allowed', ({ header, allowed, ...env }) => {
  expect(mayReadMetrics(env, header)).toBe(allowed);
});
