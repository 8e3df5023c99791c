import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const health = z.object({
  store: z.object({ position: z.int() }),
  projections: z.array(z.object({ lag: z.int() })),
});

/** What a running server says about its store and how far its read models are behind. */
export async function readHealth(serverUrl: string): Promise<z.infer<typeof health>> {
  const response = await fetch(`${serverUrl}/api/health`, { signal: AbortSignal.timeout(30_000) });
  return health.parse(await response.json());
}

/** Waits until every read model shows what is stored; false when one does not within the time. */
export async function waitForReadModels(serverUrl: string, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const { projections } = await readHealth(serverUrl);
    if (projections.every(({ lag }) => lag === 0)) return true;
    await pause(100);
  }
  return false;
}
