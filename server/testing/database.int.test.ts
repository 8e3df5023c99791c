import postgres from 'postgres';
import { expect, it } from 'vitest';
import { createTestDatabase } from './database.ts';

it('gives each suite an empty, migrated database that others do not see', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const one = postgres(first.adminUrl, { max: 1 });
  const two = postgres(second.adminUrl, { max: 1 });
  const app = postgres(second.url, { max: 1 });
  try {
    await one`insert into projections (name, slot, version, position, updated_at) values ('only here', 'live', 1, 0, now())`;
    expect((await two`select name from projections`).length).toBe(0);
    expect((await app`select current_user as role`)[0]).toEqual({ role: 'earshot_app' });
  } finally {
    await Promise.all([one.end(), two.end(), app.end()]);
    await Promise.all([first.drop(), second.drop()]);
  }
});
