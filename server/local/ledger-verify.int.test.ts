import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';

let test: TestDatabase;
let database: Database;
let admin: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url, { max: 2 });
  admin = openDatabase(test.adminUrl, { max: 1 });
  const eventStore = openEventStore(database.sql, sampleSecrets);
  const ledger = readModelOf('ledger');
  await eventStore.append(Array.from({ length: 1_500 }, (_, n) => sampleReport(n)));
  await runProjection({ sql: database.sql, eventStore }, ledger);
  await eventStore.append([sampleReport(1_500)]);
});

afterAll(async () => {
  await database.close();
  await admin.close();
  await test.drop();
});

const bootstrap = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));

function verify(
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = { DATABASE_URL: test.url },
) {
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', DATABASE_URL: '', ...environment };
    execFile(process.execPath, [bootstrap, 'ledger-verify', ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

it('says what it verified, what is waiting and what to note, then where the first forged event is', async () => {
  const sound = await verify();
  expect(sound).toMatchObject({ code: 0, stderr: '' });
  expect(sound.stdout).toContain('1,500 events in 12 blocks verified, up to position 1500.\n');
  expect(sound.stdout).toContain('Later events, up to position 1501, are not in the ledger yet');
  const head = /^Head: (1500:[0-9a-f]{64})$/m.exec(sound.stdout)?.[1] ?? '';
  expect(await verify(['--noted', head])).toMatchObject({ code: 0 });
  expect(await verify(['--noted', head.replace(/.{4}$/, 'dead')])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not those of the noted head'),
  });

  await admin.sql.begin(async (sql) => {
    await sql`alter table events disable trigger events_append_only`;
    await sql`update events set occurred_at = occurred_at - interval '1 day' where position = 700`;
    await sql`alter table events enable always trigger events_append_only`;
  });
  expect(await verify()).toEqual({
    code: 1,
    stdout: '',
    stderr:
      '✗ The event at position 700 is not what was recorded. (Block 6; the 640 events before that block agree.)\n',
  });
});

it('says what to do when it cannot verify', async () => {
  expect(await verify([], { EARSHOT_DATA_DIR: '/nowhere' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Start it with npm start, or set DATABASE_URL'),
  });
  expect(await verify(['--noted', 'yesterday'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('"yesterday" is not a head'),
  });
  expect(await verify(['--fast'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('ledger:verify -- --help'),
  });
  const broken = await verify([], { DATABASE_URL: `${test.url}_missing` });
  expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('could not be verified') });
  expect(broken.stderr).not.toMatch(/\n\s+at /);
});
