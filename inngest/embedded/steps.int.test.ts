import { NonRetriableError, RetryAfterError } from 'inngest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, startTestBench, type TestBench, type TestDatabase } from './testing.ts';

let database: TestDatabase;
let bench: TestBench;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
});
beforeEach(() => database.reset());
afterEach(() => bench.close());
afterAll(() => database.drop());

describe('steps', () => {
  it('runs each step once and hands its result on', async () => {
    const ran: string[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        { id: 'order', triggers: [{ event: 'order/placed' }] },
        async ({ event, step }) => {
          const doubled = await step.run('double', () => {
            ran.push('double');
            return event.data.amount * 2;
          });
          return await step.run('describe', () => {
            ran.push('describe');
            return { text: `got ${doubled}`, odd: '\0' };
          });
        },
      ),
    ]);
    await bench.send({ name: 'order/placed', data: { amount: 21 } });
    expect(ran).toEqual(['double', 'describe']);
    expect(await database.runs()).toEqual([
      { fn: 'app-order', status: 'Completed', output: { text: 'got 42', odd: '\0' } },
    ]);
  });

  it('starts only the functions whose trigger and condition match, wildcards included', async () => {
    const started: string[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'exact', triggers: [{ event: 'a/b', if: 'event.data.n > 1' }] }, () => {
        started.push('exact');
      }),
      inngest.createFunction({ id: 'wild', triggers: [{ event: 'a/*' }] }, () => {
        started.push('wild');
      }),
    ]);
    await bench.send({ name: 'a/b', data: { n: 1 } });
    await bench.send({ name: 'a/c', data: { n: 2 } });
    expect(started).toEqual(['wild', 'wild']);
    await bench.send({ name: 'a/b', data: { n: 2 } });
    expect(started.toSorted()).toEqual(['exact', 'wild', 'wild', 'wild']);
  });

  it('joins parallel branches with exactly one further discovery', async () => {
    const asked: string[] = [];
    const ran: string[] = [];
    bench = await startTestBench(
      database.url,
      (inngest) => [
        inngest.createFunction({ id: 'fan', triggers: [{ event: 'fan/out' }] }, async ({ step }) => {
          const [a, b, , waited] = await Promise.all([
            step.run('a', () => ran.push('a')),
            step.run('b', () => ran.push('b')),
            step.sleep('nap', '5s'),
            step.waitForEvent('wait', { event: 'fan/in', timeout: '1m' }),
          ]);
          return { sum: a + b, waited: waited?.data };
        }),
      ],
      {
        intercept: (request, next) => {
          asked.push(request.headers['x-inngest-step-id'] ?? 'sync');
          return next();
        },
      },
    );
    await bench.send({ name: 'fan/out' });
    await bench.send({ name: 'fan/in', data: { ok: true } });
    expect((await database.runs())[0]?.status).toBe('Running');
    expect(asked.filter((step) => step === 'step')).toHaveLength(1);
    await bench.advance(5_000);
    expect(ran.toSorted()).toEqual(['a', 'b']);
    expect(asked.filter((step) => step === 'step')).toHaveLength(2);
    expect(await database.runs()).toMatchObject([
      { status: 'Completed', output: { sum: 3, waited: { ok: true } } },
    ]);
  });

  it('goes on with the first branch of a race while the others are still open', async () => {
    const ran: string[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'race', triggers: [{ event: 'race/go' }] }, async ({ step, group }) => {
        const winner = await group.parallel({ mode: 'race' }, () =>
          Promise.race([step.sleep('slow', '1h').then(() => 'slow'), step.run('fast', () => 'fast')]),
        );
        return await step.run('after', () => ran.push(`${winner} won`));
      }),
    ]);
    await bench.send({ name: 'race/go' });
    expect(ran).toEqual(['fast won']);
    // The SDK reports an open branch until it has ended, so the run ends only then.
    await bench.advance(3_600_000);
    expect(ran).toEqual(['fast won']);
    expect((await database.runs())[0]?.status).toBe('Completed');
  });

  it('tells apart repeated step ids in a loop', async () => {
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'loop', triggers: [{ event: 'loop/go' }] }, async ({ step }) => {
        const seen: number[] = [];
        for (let index = 0; index < 3; index += 1) seen.push(await step.run('again', () => index));
        return seen;
      }),
    ]);
    await bench.send({ name: 'loop/go' });
    expect((await database.runs())[0]?.output).toEqual([0, 1, 2]);
  });

  it('sends events from a step', async () => {
    const got: unknown[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'sender', triggers: [{ event: 'first' }] }, async ({ step }) => {
        await step.sendEvent('emit', [
          { name: 'second', data: { n: 1 } },
          { name: 'second', data: { n: 2 } },
        ]);
      }),
      inngest.createFunction({ id: 'receiver', triggers: [{ event: 'second' }] }, ({ event }) => {
        got.push(event.data.n);
      }),
    ]);
    await bench.send({ name: 'first' });
    expect(got.toSorted()).toEqual([1, 2]);
  });
});

describe('retries', () => {
  it('tries a failing step again after the delay, then goes on', async () => {
    const attempts: number[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'flaky', triggers: [{ event: 'go' }] }, async ({ step, attempt }) =>
        step.run('try', () => {
          attempts.push(attempt);
          if (attempt < 2) throw new Error('not yet');
          return 'done';
        }),
      ),
    ]);
    await bench.send({ name: 'go' });
    expect(attempts).toEqual([0]);
    await bench.advance(999);
    expect(attempts).toEqual([0]);
    await bench.advance(1);
    await bench.advance(1_000);
    expect(attempts).toEqual([0, 1, 2]);
    expect((await database.runs())[0]).toMatchObject({ status: 'Completed', output: 'done' });
  });

  it('waits as long as RetryAfterError asks', async () => {
    const attempts: number[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'throttled', triggers: [{ event: 'go' }] }, async ({ attempt }) => {
        attempts.push(attempt);
        if (attempt === 0) throw new RetryAfterError('busy', '30s');
      }),
    ]);
    await bench.send({ name: 'go' });
    await bench.advance(29_000);
    expect(attempts).toEqual([0]);
    await bench.advance(1_000);
    expect(attempts).toEqual([0, 1]);
  });

  it('lets a function catch a step that failed for good', async () => {
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        { id: 'catching', retries: 1, triggers: [{ event: 'go' }] },
        async ({ step }) => {
          try {
            await step.run('bad', () => {
              throw new Error('broken');
            });
          } catch (error) {
            return `caught ${(error as Error).message}`;
          }
          return 'not reached';
        },
      ),
    ]);
    await bench.send({ name: 'go' });
    await bench.advance(1_000);
    expect((await database.runs())[0]).toMatchObject({ status: 'Completed', output: 'caught broken' });
  });

  it.each([
    ['a NonRetriableError', 4, () => new NonRetriableError('hopeless')],
    ['retries: 0', 0, () => new Error('hopeless')],
  ] as const)('fails at once on %s and tells onFailure', async (_name, retries, makeError) => {
    let attempts = 0;
    const failures: unknown[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        {
          id: 'doomed',
          retries,
          triggers: [{ event: 'go' }],
          onFailure: ({ event, error }) => {
            failures.push([event.data.function_id, event.data.event.data, error.message]);
          },
        },
        () => {
          attempts += 1;
          throw makeError();
        },
      ),
    ]);
    await bench.send({ name: 'go', data: { n: 7 } });
    expect(attempts).toBe(1);
    expect(failures).toEqual([['app-doomed', { n: 7 }, 'hopeless']]);
    expect((await database.runs()).map((run) => run.status)).toEqual(['Failed', 'Completed']);
  });

  it('does not let a function that watches failures breed further failures', async () => {
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'doomed', retries: 0, triggers: [{ event: 'go' }] }, () => {
        throw new Error('broken');
      }),
      inngest.createFunction({ id: 'watch', triggers: [{ event: 'inngest/function.failed' }] }, () => {
        throw new NonRetriableError('also broken');
      }),
    ]);
    await bench.send({ name: 'go' });
    expect((await database.runs()).map((run) => [run.fn, run.status])).toEqual([
      ['app-doomed', 'Failed'],
      ['app-watch', 'Failed'],
    ]);
  });

  it('does not spend attempts while the app refuses connections', async () => {
    let down = true;
    let calls = 0;
    bench = await startTestBench(
      database.url,
      (inngest) => [
        inngest.createFunction(
          { id: 'patient', retries: 0, triggers: [{ event: 'go' }] },
          ({ attempt }) => attempt,
        ),
      ],
      {
        intercept: async (request, next) => {
          if (request.method === 'POST' && down) {
            calls += 1;
            down = calls < 3;
            throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
          }
          return await next();
        },
      },
    );
    await bench.send({ name: 'go' });
    expect(calls).toBe(3);
    expect((await database.runs())[0]).toMatchObject({ status: 'Completed', output: 0 });
  });

  it('counts an answer without the SDK header as a failed attempt, even a 200', async () => {
    let broken = true;
    bench = await startTestBench(
      database.url,
      (inngest) => [
        inngest.createFunction({ id: 'proxied', triggers: [{ event: 'go' }] }, ({ attempt }) => attempt),
      ],
      {
        intercept: async (request, next) => {
          if (request.method === 'POST' && broken)
            return new Response('<html>maintenance</html>', { status: 200 });
          return await next();
        },
      },
    );
    await bench.send({ name: 'go' });
    expect((await database.runs())[0]?.status).toBe('Running');
    broken = false;
    await bench.advance(1_000);
    expect((await database.runs())[0]).toMatchObject({ status: 'Completed', output: 1 });
  });
});
