import { openDatabase } from '#db/client.ts';
import { createSignInLink } from '#server/auth/sign-in-link.ts';
import type { Environment, Provider } from '#server/providers/provider.ts';
import { providers } from '#server/providers/registry.ts';
import { Problem } from './problem.ts';
import { type Played, playScenario } from './scenario.ts';
import type { RehearsalCredentials, Secrets } from './secrets.ts';
import { readHealth, waitForReadModels } from './wait-for-read-models.ts';

const CATCH_UP_TIMEOUT_MS = 20_000;

interface FirstLook {
  /** What the app runs with. */
  app: Environment;
  secrets: Secrets;
  serverUrl: string;
}

/** Plays the sample story when nothing has been stored yet, and waits until the pages can show it. */
export async function playIntoEmptyStore(
  given: FirstLook,
): Promise<Played | 'not empty' | 'no provider to play'> {
  const { app, secrets, serverUrl } = given;
  const { store } = await readHealth(serverUrl);
  if (store.position !== 0) return 'not empty';
  const teller = storyteller(app, secrets);
  if (!teller) return 'no provider to play';
  const played = await playScenario({ serverUrl, ...teller, me: firstAdmin(app), nowMs: Date.now() });
  // A read model that does not follow within moments is no reason to keep people waiting.
  await waitForReadModels(serverUrl, CATCH_UP_TIMEOUT_MS);
  return played;
}

/** A link that signs the first administrator in. For the terminal that started a local installation. */
export async function adminSignInLink(app: Environment): Promise<string> {
  return await signInLinkOf(app, firstAdmin(app), '/admin/messages');
}

/** A link that signs this person in and leads to a path of the site. For the same terminal. */
export async function signInLinkOf(app: Environment, email: string, callback: string): Promise<string> {
  const { PUBLIC_BASE_URL: baseUrl, NEXTAUTH_SECRET: secret } = app;
  if (!baseUrl || !secret) throw new Error('The environment was checked before.');
  const now = new Date().toISOString();
  const { sql, close } = openDatabase(app.DATABASE_URL ?? '', { max: 1, applicationName: 'earshot start' });
  try {
    return await createSignInLink({ email, baseUrl, sql, secret, now, callback });
  } finally {
    await close();
  }
}

export function firstAdmin(app: Environment): string {
  const [first = ''] = (app.EARSHOT_ADMIN_EMAILS ?? '').split(',');
  if (first.trim() === '')
    throw new Problem('EARSHOT_ADMIN_EMAILS names nobody. Give it an address, or unset it.');
  return first.trim();
}

/** The first provider of e-mail whose keys are the generated ones: whoever set their own keys expects real webhooks. */
function storyteller(app: Environment, secrets: Secrets): { provider: Provider; secret: string } | undefined {
  for (const provider of providers) {
    const own = secrets.rehearsals[provider.id];
    if (own && provider.channels.includes('email') && isInForce(own, app))
      return { provider, secret: own.secret };
  }
  return undefined;
}

/** Whether the app believes what these keys sign. */
export function isInForce({ environment }: RehearsalCredentials, app: Environment): boolean {
  return Object.entries(environment).every(([name, value]) => app[name] === value);
}
