import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { connect } from './connect.ts';

const migrationsFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'migrations');
// Any constant will do, as long as every migrating process takes the same one.
const migrationLock = 4_218_370_011;

/**
 * Applies the checked-in migrations, one process at a time. `url` needs the right to create tables.
 * With `appRolePassword` the restricted role `earshot_app` may log in, which needs the right to alter roles.
 */
export async function migrate(url: string, options: { appRolePassword?: string } = {}): Promise<void> {
  const sql = connect(url, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: 'earshot migrate' },
  });
  try {
    await sql`select pg_advisory_lock(${migrationLock}::bigint)`;
    await applyMigrations(drizzle(sql), { migrationsFolder });
    if (options.appRolePassword !== undefined) {
      // The statement takes no parameters, so the server does the quoting.
      const [row] = await sql<{ statement: string }[]>`
        select format('alter role earshot_app login password %L', ${options.appRolePassword}::text) as statement`;
      if (row) await sql.unsafe(row.statement);
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}
