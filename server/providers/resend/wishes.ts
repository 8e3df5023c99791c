import type { Json } from '#server/providers/json-items.ts';
import type { ReportItem } from '#server/providers/provider.ts';
import { type ContactEvent, topicsUpdate } from './payload.ts';

interface Wish {
  readonly kind: 'unsubscribed' | 'resubscribed';
  readonly scope: string;
}

/**
 * What a contact wishes for, if an update tells it. It repeats how the contact stands whatever was changed, so that
 * being subscribed is no wish: it must not undo an unsubscribing that was told us and not Resend.
 */
export function wishesIn(event: ContactEvent, raw: Json): readonly ReportItem[] {
  const { email } = event.data;
  return statedIn(event).map(({ kind, scope }) => ({
    outcome: 'report',
    kind,
    occurredAt: event.created_at,
    address: { kind: 'email', value: email.toLowerCase() },
    messageId: null,
    eventId: null,
    fingerprint: [event.type, email.toLowerCase(), event.created_at, kind, scope],
    data: { channel: 'email', providerEvent: event.type, scope },
    personal: { recipient: email, raw },
  }));
}

function statedIn({ type, data }: ContactEvent): readonly Wish[] {
  if (type !== topicsUpdate)
    return data.unsubscribed === true ? [{ kind: 'unsubscribed', scope: 'global' }] : [];
  const byTopic = new Map((data.topics ?? []).map(({ id, subscription }) => [id, subscription]));
  return [...byTopic].map(([id, subscription]) => ({
    kind: subscription === 'opt_out' ? 'unsubscribed' : 'resubscribed',
    scope: `group:${id}`,
  }));
}
