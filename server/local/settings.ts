import { FIRST_START_ADMIN } from '#server/auth/role.ts';
import { readEnv } from '#server/env.ts';
import type { Environment } from '#server/providers/provider.ts';
import type { Mode } from './options.ts';
import { messageOf, Problem } from './problem.ts';
import type { Secrets } from './secrets.ts';

/** Any of these says: this is a server that somebody has set up, not a try on the own machine. */
const SERVER_VARIABLES = [
  'EARSHOT_ENCRYPTION_KEY',
  'EARSHOT_ADDRESS_PEPPER',
  'NEXTAUTH_SECRET',
  'PUBLIC_BASE_URL',
  'INNGEST_EVENT_KEY',
  'INNGEST_SIGNING_KEY',
];

export interface Plan {
  /** Local mode: generated secrets, printed sign-in link, sandbox, local mailbox, unsigned engine. */
  local: boolean;
  embeddedPostgres: boolean;
  embeddedEngine: boolean;
}

/**
 * Decides from the environment which parts are ours. Without DATABASE_URL it is always local mode. With it alone,
 * only the database is replaced; with any setting of a real server beside it, nothing of local mode exists.
 */
export function plan(env: Environment): Plan {
  const embeddedPostgres = !isSet(env.DATABASE_URL);
  const local =
    embeddedPostgres || (env.NODE_ENV !== 'production' && !SERVER_VARIABLES.some((name) => isSet(env[name])));
  const engineGiven =
    (isSet(env.INNGEST_DEV) && env.INNGEST_DEV !== '0') ||
    isSet(env.INNGEST_EVENT_KEY) ||
    isSet(env.INNGEST_SIGNING_KEY);
  if (!local && !engineGiven) {
    throw new Problem(
      'DATABASE_URL and settings of a server are given, so this is not local mode, but no job engine is named. ' +
        'Set INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY (Inngest Cloud, or your own Inngest). ' +
        'For a try on this machine, unset DATABASE_URL.',
    );
  }
  return { local, embeddedPostgres, embeddedEngine: !engineGiven };
}

/** What the app gets to see: the person's environment, completed in local mode. Their own values always win. */
export function appEnvironment(given: {
  env: Environment;
  plan: Plan;
  mode: Mode;
  secrets: Secrets;
  port: number;
  databaseUrl: string;
  engineUrl: string | undefined;
}): NodeJS.ProcessEnv {
  const { secrets } = given;
  const url = `http://localhost:${given.port}`;
  const provided: Record<string, string> = {
    PUBLIC_BASE_URL: url,
    EARSHOT_ENCRYPTION_KEY: secrets.encryptionKey,
    EARSHOT_ADDRESS_PEPPER: secrets.addressPepper,
    NEXTAUTH_SECRET: secrets.sessionSecret,
    EARSHOT_ADMIN_EMAILS: FIRST_START_ADMIN,
  };
  for (const { environment } of Object.values(secrets.rehearsals)) Object.assign(provided, environment);

  const app: Record<string, string | undefined> = given.plan.local
    ? { ...provided, ...withoutEmpty(given.env), EARSHOT_LOCAL: '1' }
    : { ...given.env };
  app.DATABASE_URL = given.databaseUrl;
  app.NEXTAUTH_URL ??= app.PUBLIC_BASE_URL;
  if (given.engineUrl) app.INNGEST_DEV = given.engineUrl;
  // The right to change tables stays with the migration.
  delete app.DATABASE_MIGRATION_URL;
  if (!given.plan.local) delete app.EARSHOT_LOCAL;
  const complete = {
    ...app,
    NODE_ENV: given.mode === 'start' ? ('production' as const) : ('development' as const),
  };
  try {
    readEnv(complete);
  } catch (error) {
    throw new Problem(messageOf(error));
  }
  return complete;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => isSet(value)));
}
