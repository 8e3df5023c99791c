import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { connect } from './connect.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

/** As when Postgres restarts, or a pooler in front of it lets a connection go. Without our patch the process ends here. */
it('refuses what is asked of a connection that was lost while somebody held it', async () => {
  const sql = connect(database.adminUrl, { max: 1 });
  const killer = connect(database.adminUrl, { max: 1 });
  try {
    const held = await sql.reserve();
    const [backend] = await held<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await killer`select pg_terminate_backend(${backend?.pid ?? 0}, 5000)`;
    const ask = () => held`select 1`.then(String, (error: { code: string }) => error.code);
    // What is asked at the very moment is refused by Postgres itself.
    await expect.poll(ask).toBe('CONNECTION_CLOSED');
    expect(await ask()).toBe('CONNECTION_CLOSED');
  } finally {
    await Promise.all([sql.end({ timeout: 1 }), killer.end()]);
  }
});
