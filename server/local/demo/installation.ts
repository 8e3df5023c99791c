import { existsSync } from 'node:fs';
import path from 'node:path';
import { FIRST_START_ADMIN } from '#server/auth/role.ts';
import type { Environment } from '#server/providers/provider.ts';
import { providers } from '#server/providers/registry.ts';
import { adminSignInLink, isInForce } from '../first-look.ts';
import { Problem } from '../problem.ts';
import { whoRuns } from '../running.ts';
import { loadSecrets } from '../secrets.ts';
import { plan } from '../settings.ts';
import type { Part } from './requests.ts';

/** The Earshot that runs from this folder, as far as a demo needs it. */
export interface DemoInstallation {
  readonly url: string;
  readonly parts: readonly Part[];
  /** The environment that the app runs with, as far as demos need it. */
  readonly app: Environment;
  /** For the first administrator. */
  signInLink(): Promise<string>;
}

/**
 * Finds the running local installation, and who of these providers (all for null) can be played into it. Throws a
 * `Problem` when nothing runs, when it is no local mode, and when a name is not known or has keys of somebody's own.
 */
export async function findInstallation(
  root: string,
  wanted: readonly string[] | null,
): Promise<DemoInstallation> {
  for (const file of ['.env.local', '.env']) {
    const found = path.join(root, file);
    if (existsSync(found)) process.loadEnvFile(found);
  }
  const { env } = process;
  const dataDir = path.resolve(root, env.EARSHOT_DATA_DIR || '.earshot');
  const running = await whoRuns(dataDir);
  if (!running)
    throw new Problem('No Earshot runs from this folder. Start it with npm start, then play again.');
  if (!running.ready || running.databaseUrl === undefined) {
    throw new Problem('Earshot is still starting. Play again once it says that it is running.');
  }
  if (!plan(env).local) {
    throw new Problem('This is a server and not local mode: made-up days are played into local mode only.');
  }
  const secrets = await loadSecrets(dataDir);
  const baseUrl = env.PUBLIC_BASE_URL?.trim().replace(/\/+$/, '') || running.url;
  const app: NodeJS.ProcessEnv = {
    ...Object.assign({}, ...Object.values(secrets.rehearsals).map(({ environment }) => environment)),
    ...set(env),
    EARSHOT_LOCAL: '1',
    PUBLIC_BASE_URL: baseUrl,
    DATABASE_URL: running.databaseUrl,
    EARSHOT_ENCRYPTION_KEY: env.EARSHOT_ENCRYPTION_KEY || secrets.encryptionKey,
    EARSHOT_ADDRESS_PEPPER: env.EARSHOT_ADDRESS_PEPPER || secrets.addressPepper,
    NEXTAUTH_SECRET: env.NEXTAUTH_SECRET || secrets.sessionSecret,
    EARSHOT_ADMIN_EMAILS: env.EARSHOT_ADMIN_EMAILS || FIRST_START_ADMIN,
  };
  const parts = providers.flatMap((provider) => {
    const own = secrets.rehearsals[provider.id];
    const isWanted = wanted === null || wanted.includes(provider.id);
    if (!isWanted || own === undefined || !isInForce(own, app)) return [];
    return [
      {
        provider,
        secret: own.secret,
        endpoint: `${running.url}/api/webhooks/${provider.id}`,
        signedUrl: `${baseUrl}/api/webhooks/${provider.id}`,
        strangersSecret: provider.rehearsal.credentials().secret,
      },
    ];
  });
  refuseMissing(wanted, parts);
  return { url: running.url, parts, app, signInLink: () => adminSignInLink(app) };
}

function refuseMissing(wanted: readonly string[] | null, parts: readonly Part[]): void {
  const known = providers.map(({ id }) => id);
  const stranger = wanted?.find((id) => !known.includes(id));
  if (stranger !== undefined) {
    throw new Problem(`There is no provider "${stranger}". There are: ${known.join(', ')}.`);
  }
  const missing = wanted?.find((id) => parts.every(({ provider }) => provider.id !== id));
  if (missing === undefined && parts.length > 0) return;
  throw new Problem(
    `${missing === undefined ? 'The providers have' : `"${missing}" has`} keys of your own, so nothing can be signed for ` +
      'it. Unset its variables and start again to have generated keys.',
  );
}

/** An empty variable counts as none, as it does at the start. */
function set(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')) as NodeJS.ProcessEnv;
}
