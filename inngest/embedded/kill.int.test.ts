import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer as serveOverHttp } from 'inngest/node';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { createTestApp, createTestDatabase, type TestDatabase } from './testing.ts';
import { type EngineProcess, startEngineProcess } from './testing-process.ts';

const KILLS = 5;
const EVENTS_PER_ROUND = 12;

let database: TestDatabase;
let current: EngineProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
});
afterAll(async () => {
  await current?.end('SIGKILL');
  await database.drop();
});

it('loses no run and completes each exactly once when killed at random moments', {
  timeout: 60_000,
}, async () => {
  const steps = new Map<string, number>();
  const app = createTestApp((inngest) => [
    inngest.createFunction({ id: 'work', triggers: [{ event: 'work/do' }] }, async ({ event, step }) => {
      const n: number = event.data.n;
      const count = (name: string) => {
        steps.set(`${n}:${name}`, (steps.get(`${n}:${name}`) ?? 0) + 1);
        return delay(5).then(() => n);
      };
      const a = await step.run('a', () => count('a'));
      const [b, c] = await Promise.all([step.run('b', () => count('b')), step.run('c', () => count('c'))]);
      await step.sleep('nap', '1s');
      return a + b + c + (await step.run('d', () => count('d')));
    }),
  ]);
  const server = serveOverHttp({ client: app.inngest, functions: app.functions }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/inngest`;

  const random = seededRandom(20260301);
  const unacknowledged = new Set<number>();
  let interrupted = 0;
  for (let round = 0; round <= KILLS; round += 1) {
    current = await startEngineProcess(database.url, ['--app', appUrl]);
    if (round < KILLS) {
      for (let n = 0; n < EVENTS_PER_ROUND; n += 1) unacknowledged.add(round * EVENTS_PER_ROUND + n);
    }
    const sending = sendAll(current.url, unacknowledged);
    if (round === KILLS) {
      await sending;
      break;
    }
    await delay(20 + random() * 1_200);
    await current.end('SIGKILL');
    await sending;
    interrupted += (await database.runs()).filter((run) => run.status === 'Running').length;
  }

  const total = KILLS * EVENTS_PER_ROUND;
  await vi.waitFor(
    async () => {
      const runs = await database.runs();
      expect(runs.filter((run) => run.status === 'Completed')).toHaveLength(total);
    },
    { timeout: 25_000, interval: 100 },
  );
  const runs = await database.runs();
  expect(runs).toHaveLength(total);
  const outputs = runs.map((run) => run.output as number).toSorted((left, right) => left - right);
  expect(outputs).toEqual(Array.from({ length: total }, (_, n) => n * 4));
  expect(steps.size).toBe(total * 4);
  // The kills did hit something, or this test would prove nothing.
  expect(interrupted).toBeGreaterThan(0);
  // At least once, and only what a kill interrupted is repeated.
  const repeated = [...steps.values()].filter((count) => count > 1).length;
  expect(repeated).toBeLessThan(KILLS * 16 + 1);
  await current?.end('SIGKILL');
  server.close();
  server.closeAllConnections();
});

// What is not acknowledged stays in the set and is sent again, under the same id, to the next process.
async function sendAll(engineUrl: string, unacknowledged: Set<number>): Promise<void> {
  for (const n of [...unacknowledged]) {
    const body = JSON.stringify([{ name: 'work/do', id: `work-${n}`, data: { n } }]);
    const sent = await fetch(`${engineUrl}/e/key`, { method: 'POST', body }).catch(() => undefined);
    if (sent?.status === 200) unacknowledged.delete(n);
  }
}

// The same moments in every run of the test (mulberry32).
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
