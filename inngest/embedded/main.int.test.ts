import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from './testing.ts';
import { EngineProcessError, startEngineProcess } from './testing-process.ts';

const APP = ['--app', 'http://127.0.0.1:9/api/inngest'];

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
});
afterAll(() => database.drop());

describe('the engine process', { timeout: 20_000 }, () => {
  it('answers on loopback and ends cleanly on SIGTERM', async () => {
    const engine = await startEngineProcess(database.url, APP);
    expect(new URL(engine.url).hostname).toBe('127.0.0.1');
    expect((await fetch(`${engine.url}/health`)).status).toBe(200);
    expect(await engine.end('SIGTERM')).toBe(0);
  });

  it('ends itself when its parent is gone, if told to', async () => {
    const engine = await startEngineProcess(database.url, [...APP, '--exit-with-parent']);
    expect(await engine.abandon()).toBe(0);
  });

  it('says in one line that its port is taken', async () => {
    const engine = await startEngineProcess(database.url, APP);
    const port = new URL(engine.url).port;
    const second = await failure(startEngineProcess(database.url, [...APP, '--port', port]));
    await engine.end('SIGTERM');
    expect(second.exitCode).toBe(1);
    expect(second.message).toBe(
      `Port ${port} on 127.0.0.1 is already in use. Stop what listens there or choose another --port.\n`,
    );
  });

  it.each([
    ['a port that is none', databaseUrl, ['--port', 'x']],
    ['an unknown flag', databaseUrl, ['--prot', '1']],
    ['an app that is no address', databaseUrl, ['--app', 'localhost']],
    ['no database', () => '', APP],
  ])('explains how it is used when given %s', async (_name, url, args) => {
    const error = await failure(startEngineProcess(url(), args));
    expect(error.exitCode).toBe(1);
    expect(error.message).toContain('Usage:');
  });

  it('says that the database does not answer', async () => {
    const error = await failure(startEngineProcess('postgres://nobody@127.0.0.1:9/none', APP));
    expect(error.exitCode).toBe(1);
    expect(error.message).toMatch(/^The engine could not start: /);
  });
});

function databaseUrl(): string {
  return database.url;
}

async function failure(start: Promise<unknown>): Promise<EngineProcessError> {
  const error = await start.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof EngineProcessError) return error;
  throw new Error('The process should have refused to start.');
}
