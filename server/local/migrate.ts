import { migrate } from '#db/migrate.ts';
import { messageOf } from './problem.ts';
import { complain, say } from './terminal.ts';

/** `npm run migrate`: brings the tables of a database you provide up to date, before a new version is served. */
const url = process.env.DATABASE_MIGRATION_URL || process.env.DATABASE_URL;
if (!url) {
  complain(
    'Set DATABASE_URL, or DATABASE_MIGRATION_URL for the owner of the tables. `npm start` migrates by itself.',
  );
  process.exitCode = 1;
} else {
  await migrate(url).then(
    () => say('The tables are up to date.'),
    (error) => {
      complain(`The database could not be migrated: ${messageOf(error)}`);
      process.exitCode = 1;
    },
  );
}
