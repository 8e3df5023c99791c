import { openDatabase } from '#db/client.ts';
import { createApiKey } from '#server/commands/create-api-key.ts';
import { revokeApiKey } from '#server/commands/revoke-api-key.ts';
import type { ApiKeyScope } from '#server/domain/api-key/scope.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import type { Environment } from '#server/providers/provider.ts';

const actor = 'local-demo';

/** Calls `work` with a key of the API that may do this, and ends the key with it. Who plays a demo owns the database. */
export async function withDemoKey<T>(
  { DATABASE_URL = '', EARSHOT_ENCRYPTION_KEY = '', EARSHOT_ADDRESS_PEPPER = '' }: Environment,
  scopes: readonly ApiKeyScope[],
  work: (token: string) => Promise<T>,
): Promise<T> {
  const { sql, close } = openDatabase(DATABASE_URL, { max: 1, applicationName: 'earshot demo' });
  const secrets = { encryptionKey: EARSHOT_ENCRYPTION_KEY, addressPepper: EARSHOT_ADDRESS_PEPPER };
  const eventStore = openEventStore(sql, secrets);
  const by = () => ({ actor, at: instantFromMs(Date.now()) });
  try {
    const { keyId, token } = await createApiKey({ eventStore }, { name: 'npm run demo', scopes, ...by() });
    try {
      return await work(token);
    } finally {
      await revokeApiKey({ eventStore }, { keyId, ...by() });
    }
  } finally {
    await close();
  }
}
