import { channels } from '#server/domain/message/report.ts';
import { readGenericBody } from '#server/providers/generic-report.ts';
import type { Provider, WebhookItem } from '#server/providers/provider.ts';
import { replayKey } from './bearer.ts';
import { genericFrom } from './named-event.ts';
import { rehearsal } from './rehearsal.ts';
import { settingsFrom } from './settings.ts';
import { verifyRequest } from './verify.ts';

/**
 * Any dispatcher that sends `Authorization: Bearer <JWS>` with a key of its JSON Web Key Set and the SHA-256 of the
 * body in a claim (RFC 7515, 7517, 7519). Its payload is `{type: 'Message.Bounced', ...}` or a generic event.
 */
export const jwt: Provider = {
  id: 'jwt',
  name: 'JWT dispatcher',
  channels,
  signs: 'bytes',
  adapterVersion: 1,
  maxBodyBytes: 1024 * 1024,
  configure(environment) {
    const settings = settingsFrom(environment);
    if (settings === null) return null;
    return {
      verify: (request, now) => verifyRequest(settings, request, now),
      read: (body, { headers }) => named(readGenericBody(body, channels, genericFrom), headers),
    };
  },
  rehearsal,
};

/** A token stands for one request: what has no id of its own, and came alone, is known by the token's. */
function named(items: readonly WebhookItem[], headers: Headers): readonly WebhookItem[] {
  const [item] = items;
  if (item === undefined || items.length > 1 || item.outcome === 'unreadable') return items;
  return [{ ...item, eventId: item.eventId ?? replayKey(headers) }];
}
