import type { Channel } from '#server/domain/message/report.ts';
import type { Logger } from '#server/log.ts';
import { ConfigurationError, type Environment } from './provider.ts';
import type { Sender, Transport } from './sender.ts';
import { senders as registered } from './sender-registry.ts';

export interface OpenSender<C extends Channel = Channel> {
  readonly id: string;
  readonly transport: Transport<C>;
}

/** The sender of a channel, or null where none is configured. */
export type OpenSenders = <C extends Channel>(channel: C) => OpenSender<C> | null;

type Registry = { readonly [C in Channel]: readonly Sender<C>[] };

/**
 * Loads each channel's sender once: the first that is configured. One whose variables are wrong is logged and stands in
 * nobody's way, not even its own: the next one is no substitute that anybody chose, so the channel has none.
 */
export function openSenders(
  environment: Environment,
  log: Logger,
  registry: Registry = registered,
): OpenSenders {
  const opened: { readonly [C in Channel]: OpenSender<C> | null } = {
    email: openFirst(registry.email, environment, log),
    sms: openFirst(registry.sms, environment, log),
    push: openFirst(registry.push, environment, log),
    in_app: openFirst(registry.in_app, environment, log),
  };
  // Safe: each channel holds a sender of that channel.
  return <C extends Channel>(channel: C) => opened[channel] as OpenSender<C> | null;
}

function openFirst<C extends Channel>(
  candidates: readonly Sender<C>[],
  environment: Environment,
  log: Logger,
): OpenSender<C> | null {
  for (const { id, configure } of candidates) {
    try {
      const transport = configure(environment);
      if (transport !== null) return { id, transport };
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      log.error({ sender: id, variable: error.variable, problem: error.message }, 'sender is misconfigured');
      return null;
    }
  }
  return null;
}
