import { ConfigurationError, type Environment, type Receiver, type WebhookItem } from './provider.ts';
import { type HeaderNames, parseStandardKeys, standardHeaders, verifyStandard } from './standard-webhook.ts';

/**
 * The receiver of a sender that follows Standard Webhooks: keys from `variable`, `read` for its bodies, and `names` if its
 * headers have names of their own. Null when the variable is unset; throws ConfigurationError when it holds no keys.
 */
export function standardReceiver(
  environment: Environment,
  variable: string,
  read: (body: Buffer) => readonly WebhookItem[],
  names: HeaderNames = standardHeaders,
): Receiver | null {
  const text = environment[variable]?.trim() ?? '';
  if (text === '') return null;
  const keys = parseStandardKeys(variable, text);
  if (keys.length === 0) throw new ConfigurationError(variable, 'there is no key between the commas.');
  return {
    verify: (request, now) => verifyStandard(keys, names, request, now),
    read: (body, { headers }) => namedByDelivery(read(body), headers.get(names.id) ?? ''),
  };
}

/**
 * The standard's id stays the same over retries and is what redeliveries are to be recognised by. It names one event;
 * the events of a list, which the standard does not know, keep ids of their own.
 */
function namedByDelivery(items: readonly WebhookItem[], id: string): readonly WebhookItem[] {
  if (items.length !== 1 || !/^[\w.:-]{1,200}$/.test(id)) return items;
  return items.map((item) => (item.outcome === 'unreadable' ? item : { ...item, eventId: id }));
}
