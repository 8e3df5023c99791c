import { referenceFunction } from 'inngest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, startTestBench, type TestBench, type TestDatabase } from './testing.ts';

const MINUTE_MS = 60_000;

let database: TestDatabase;
let bench: TestBench;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
});
beforeEach(() => database.reset());
afterEach(() => bench.close());
afterAll(() => database.drop());

describe('sleep', () => {
  it('wakes when its time has come and not before', async () => {
    await startEscalation();
    await bench.send({ name: 'nap' });
    await bench.advance(5 * MINUTE_MS);
    await bench.send({ name: 'nap' });
    await bench.advance(10 * MINUTE_MS - 1);
    expect(await outputs()).toEqual([null, null]);
    await bench.advance(1);
    expect(await outputs()).toEqual(['slept', null]);
    await bench.advance(5 * MINUTE_MS);
    expect(await outputs()).toEqual(['slept', 'slept']);
  });

  it('sleeps until a date', async () => {
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'until', triggers: [{ event: 'go' }] }, async ({ step }) => {
        await step.sleepUntil('noon', new Date('2026-03-01T12:30:00Z'));
        return 'awake';
      }),
    ]);
    await bench.send({ name: 'go' });
    await bench.advance(30 * MINUTE_MS - 1);
    expect(await outputs()).toEqual([null]);
    await bench.advance(1);
    expect(await outputs()).toEqual(['awake']);
  });
});

describe('waitForEvent', () => {
  it('goes on with the matching event and ignores the others', async () => {
    await startEscalation();
    await bench.send({ name: 'message/sent', data: { messageId: 'm1' } });
    await bench.send({ name: 'message/opened', data: { messageId: 'm2' } });
    expect(await outputs()).toEqual([null]);
    await bench.send({ name: 'message/opened', data: { messageId: 'm1' } });
    expect(await outputs()).toEqual(['opened m1']);
    await bench.advance(60 * MINUTE_MS);
    expect(await outputs()).toEqual(['opened m1']);
  });

  it('goes on with null once the timeout has passed', async () => {
    await startEscalation();
    await bench.send({ name: 'message/sent', data: { messageId: 'm1' } });
    await bench.advance(15 * MINUTE_MS);
    expect(await outputs()).toEqual(['escalated']);
  });

  it('misses an event that came before the wait', async () => {
    await startEscalation();
    await bench.send({ name: 'message/opened', data: { messageId: 'm1' } });
    await bench.advance(1);
    await bench.send({ name: 'message/sent', data: { messageId: 'm1' } });
    expect(await outputs()).toEqual([null]);
  });

  it.each([
    ['a condition over both events', 'event.data.kind == "critical" && async.data.n > 2', { n: 3 }, { n: 2 }],
    ['whole and fractional numbers that are equal', 'async.data.n == 1.0', { n: 1 }, { n: 2 }],
    ['no text that looks like a number', 'async.data.n == 1', { n: 1 }, { n: '1' }],
    ['no missing field against a literal', 'async.data.n == 1', { n: 1 }, {}],
  ])('matches %s', async (_name, condition, good, bad) => {
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'waiter', triggers: [{ event: 'go' }] }, async ({ step }) => {
        const event = await step.waitForEvent('w', { event: 'answer', timeout: '1h', if: condition });
        return event?.data ?? 'nothing';
      }),
    ]);
    await bench.send({ name: 'go', data: { kind: 'critical' } });
    await bench.send({ name: 'answer', data: bad });
    expect(await outputs()).toEqual([null]);
    await bench.send({ name: 'answer', data: good });
    expect(await outputs()).toEqual([good]);
  });

  it('matches when both events lack the field, as Inngest does', async () => {
    await startEscalation();
    await bench.send({ name: 'message/sent', data: {} });
    await bench.send({ name: 'message/opened', data: {} });
    expect(await outputs()).toEqual(['opened undefined']);
  });

  it('fails the run with a clear message when the condition cannot be used', async () => {
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction({ id: 'waiter', triggers: [{ event: 'go' }] }, async ({ step }) => {
        await step.waitForEvent('w', { event: 'answer', timeout: '1h', if: 'async.data.flag' });
      }),
    ]);
    await bench.send({ name: 'go' });
    const [run] = await database.runs();
    expect(run).toMatchObject({
      status: 'Failed',
      output: { message: expect.stringContaining('async.data.flag') },
    });
  });
});

describe('cancelOn', () => {
  it('cancels a sleeping run at once; what follows never runs', async () => {
    const after: string[] = [];
    await startCancellable(after);
    await bench.send({ name: 'start', data: { id: 'x' } }, { name: 'start', data: { id: 'y' } });
    await bench.send({ name: 'stop', data: { id: 'x' } });
    expect((await database.runs()).map((run) => run.status).toSorted()).toEqual(['Cancelled', 'Running']);
    await bench.advance(60 * MINUTE_MS);
    expect(after).toEqual(['y']);
  });

  it('tells the world that a run was cancelled', async () => {
    const seen: unknown[] = [];
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        { id: 'long', triggers: [{ event: 'start' }], cancelOn: [{ event: 'stop' }] },
        async ({ step }) => step.sleep('long', '1h'),
      ),
      inngest.createFunction(
        { id: 'watch', triggers: [{ event: 'inngest/function.cancelled' }] },
        ({ event }) => {
          seen.push(event.data.function_id);
        },
      ),
    ]);
    await bench.send({ name: 'start' });
    await bench.send({ name: 'stop' });
    expect(seen).toEqual(['app-long']);
  });

  it('is not cancelled by the event that started it', async () => {
    bench = await startTestBench(database.url, (inngest) => [
      inngest.createFunction(
        { id: 'restart', triggers: [{ event: 'start' }], cancelOn: [{ event: 'start' }] },
        async ({ step }) => step.sleep('long', '1h'),
      ),
    ]);
    await bench.send({ name: 'start' });
    await bench.send({ name: 'start' });
    expect((await database.runs()).map((run) => run.status)).toEqual(['Cancelled', 'Running']);
  });
});

describe('invoke', () => {
  it('hands over the result or the failure of the invoked function', async () => {
    bench = await startTestBench(database.url, (inngest) => {
      const half = inngest.createFunction(
        { id: 'half', retries: 0, triggers: [{ event: 'never' }] },
        ({ event }) => {
          if (event.data.n % 2 === 1) throw new Error('odd');
          return event.data.n / 2;
        },
      );
      const caller = inngest.createFunction(
        { id: 'caller', triggers: [{ event: 'go' }] },
        async ({ step }) => {
          const good = await step.invoke('good', { function: half, data: { n: 4 } });
          const bad = await step
            .invoke('bad', { function: half, data: { n: 3 } })
            .catch((error: Error) => `failed: ${error.message}`);
          return { good, bad };
        },
      );
      return [half, caller];
    });
    await bench.send({ name: 'go' });
    const caller = (await database.runs()).find((run) => run.fn === 'app-caller');
    expect(caller).toMatchObject({ status: 'Completed', output: { good: 2, bad: 'failed: odd' } });
  });

  it('fails the step at once when the function is not known, or its singleton rule refuses', async () => {
    bench = await startTestBench(database.url, (inngest) => {
      const single = inngest.createFunction(
        { id: 'single', singleton: { mode: 'skip' }, triggers: [{ event: 'occupy' }] },
        async ({ step }) => step.sleep('long', '1h'),
      );
      const caller = inngest.createFunction(
        { id: 'caller', triggers: [{ event: 'go' }] },
        async ({ step }) => {
          const nobody = referenceFunction({ functionId: 'nobody' });
          return await Promise.all([
            step.invoke('unknown', { function: nobody, data: {} }).catch((error: Error) => error.message),
            step.invoke('busy', { function: single, data: {} }).catch((error: Error) => error.message),
          ]);
        },
      );
      return [single, caller];
    });
    await bench.send({ name: 'occupy' });
    await bench.send({ name: 'go' });
    const caller = (await database.runs()).find((run) => run.fn === 'app-caller');
    expect(caller?.output).toEqual([
      'Function "app-nobody" is not known.',
      'Function "app-single" is a singleton and already running.',
    ]);
  });

  it('gives up after the timeout', async () => {
    bench = await startTestBench(database.url, (inngest) => {
      const slow = inngest.createFunction({ id: 'slow', triggers: [{ event: 'never' }] }, async ({ step }) =>
        step.sleep('long', '2h'),
      );
      const caller = inngest.createFunction({ id: 'caller', triggers: [{ event: 'go' }] }, async ({ step }) =>
        step.invoke('call', { function: slow, timeout: '1h' }).catch((error: Error) => error.message),
      );
      return [slow, caller];
    });
    await bench.send({ name: 'go' });
    await bench.advance(60 * MINUTE_MS);
    const caller = (await database.runs()).find((run) => run.fn === 'app-caller');
    expect(caller?.output).toMatch(/timed out/i);
  });
});

async function startEscalation(): Promise<void> {
  bench = await startTestBench(database.url, (inngest) => [
    inngest.createFunction({ id: 'nap', triggers: [{ event: 'nap' }] }, async ({ step }) => {
      await step.sleep('nap', '15m');
      return 'slept';
    }),
    inngest.createFunction({ id: 'escalate', triggers: [{ event: 'message/sent' }] }, async ({ step }) => {
      const opened = await step.waitForEvent('opened', {
        event: 'message/opened',
        timeout: '15m',
        match: 'data.messageId',
      });
      return opened ? `opened ${opened.data.messageId}` : 'escalated';
    }),
  ]);
}

async function startCancellable(after: string[]): Promise<void> {
  bench = await startTestBench(database.url, (inngest) => [
    inngest.createFunction(
      { id: 'long', triggers: [{ event: 'start' }], cancelOn: [{ event: 'stop', match: 'data.id' }] },
      async ({ event, step }) => {
        await step.sleep('long', '1h');
        after.push(event.data.id);
      },
    ),
  ]);
}

async function outputs(): Promise<unknown[]> {
  return (await database.runs()).map((run) => run.output);
}
