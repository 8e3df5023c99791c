import type { Logger } from '#server/log.ts';
import { type Door, openDoor } from './door.ts';
import {
  ConfigurationError,
  type Environment,
  type Provider,
  type Receiver,
  type Rejection,
} from './provider.ts';
import { providers } from './registry.ts';

export interface OpenProvider {
  readonly provider: Provider;
  readonly receiver: Receiver;
  readonly door: Door;
}

/** Finds a provider that may be listened to, or says with what to refuse its webhooks. */
export type OpenProviders = (id: string) => OpenProvider | Rejection;

/**
 * Loads every configured provider's keys once. One that is not configured is not a door: its webhooks get 404.
 * One whose variable is wrong gets 503, because the fault is ours and the provider should try again.
 */
export function openProviders(environment: Environment, log: Logger): OpenProviders {
  const opened = new Map<string, OpenProvider | Rejection>();
  for (const provider of providers) opened.set(provider.id, openProvider(provider, environment, log));
  return (id) => opened.get(id) ?? unknownProvider;
}

const unknownProvider: Rejection = {
  ok: false,
  status: 404,
  code: 'unknown_provider',
  message: 'There is no such provider. The path is /api/webhooks/ and the name of a provider.',
};

function openProvider(provider: Provider, environment: Environment, log: Logger): OpenProvider | Rejection {
  try {
    const receiver = provider.configure(environment);
    if (receiver) return { provider, receiver, door: openDoor(environment, provider.id) };
    return {
      ok: false,
      status: 404,
      code: 'not_configured',
      message: 'This provider is not configured here. Its variables are listed in .env.example.',
    };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    log.error(
      { provider: provider.id, variable: error.variable, problem: error.message },
      'provider is misconfigured',
    );
    return {
      ok: false,
      status: 503,
      code: 'not_configured',
      message: 'This provider is misconfigured here; the log says how. Send the request again later.',
    };
  }
}
