import type { Drizzle } from '#db/client.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openLog } from '#server/log.ts';
import { openProviders } from '#server/providers/open-providers.ts';
import type { Environment } from '#server/providers/provider.ts';
import type { Context } from '#server/trpc/trpc.ts';
import { silentOutbound } from './silent-outbound.ts';

/** Nobody is told anything. */
export const silentAlerting: Context['deps']['alerting'] = {
  mail: { isSetUp: false, send: () => Promise.resolve(0) },
  webhook: null,
  publicBaseUrl: 'https://earshot.test',
};

export const callerNow = '2026-06-01T00:00:00.000Z';

/**
 * What a test hands to procedures besides a viewer: a store, and otherwise a silent log, a clock that stands, an engine
 * that nobody tells anything, and the providers that `environment` configures. Whatever matters to the test it gives
 * itself.
 */
export function callerDeps(
  of: { readonly db: Drizzle; readonly eventStore: EventStore } & Partial<Context['deps']>,
  environment: Environment = {},
): Context['deps'] {
  const log = openLog('silent');
  return {
    log,
    providers: openProviders(environment, log),
    now: () => callerNow,
    nudge: () => null,
    askForReplay: () => Promise.resolve(),
    askToSend: () => Promise.resolve(),
    tellOfEscalation: () => Promise.resolve(),
    outbound: silentOutbound,
    askForRebuild: () => Promise.resolve(),
    accounts: { forget: () => Promise.resolve(), sayFarewell: () => Promise.resolve(false) },
    alerting: silentAlerting,
    askForCheck: () => Promise.resolve(),
    ...of,
  };
}
