import type { Instant } from '#server/domain/instant.ts';
import { type Json, readJsonItems, unreadable } from '#server/providers/json-items.ts';
import type { AccountItem, WebhookItem } from '#server/providers/provider.ts';
import { instantFromIso } from '#server/providers/text.ts';
import { type Envelope, parseEnvelope } from './envelope.ts';
import { type EventName, eventNames, parseEvent } from './payload.ts';
import { itemsOf } from './report.ts';
import { isRecord, sharesOf } from './shares.ts';

/**
 * Reads a verified message of SNS, or an SES event without one, as a dead letter is tried again. Only what was signed
 * is read and kept: the fields around it can be changed by anybody on the way.
 */
export function readBody(body: Buffer, receivedAt: Instant): readonly WebhookItem[] {
  const envelope = parseEnvelope(body);
  if (envelope === null) return readJsonItems(body, (item) => readEvent(item, null));
  if (envelope.Type !== 'Notification') return [topicItem(envelope, envelope.Type, receivedAt)];
  if (isGreeting(envelope.Message)) return [topicItem(envelope, 'TopicValidated', receivedAt)];
  return readJsonItems(Buffer.from(envelope.Message), (item) => readEvent(item, envelope.MessageId));
}

/** SES says so once when a topic is chosen for a configuration set. It is the one message that is no JSON. */
function isGreeting(message: string): boolean {
  return /^Successfully validated SNS topic for Amazon SES event publishing/.test(message);
}

/** What happens to the subscription. The token is not kept: whoever has it can confirm in our name. */
function topicItem(envelope: Envelope, change: string, receivedAt: Instant): AccountItem {
  const { Type, MessageId, TopicArn, Timestamp } = envelope;
  return {
    outcome: 'account',
    eventId: MessageId,
    fingerprint: [change, TopicArn, MessageId],
    occurredAt: instantFromIso(Timestamp) ?? receivedAt,
    change,
    raw: { Type, MessageId, TopicArn, Timestamp },
  };
}

function readEvent(item: Json, snsId: string | null): readonly WebhookItem[] {
  const name = nameOf(item);
  if (name === null || !isRecord(item)) {
    return [unreadable(item, [{ path: ['eventType'], code: 'invalid_value' }])];
  }
  return sharesOf(item, name).flatMap((share, index): readonly WebhookItem[] => {
    // An address may not stand in an id that is stored in the clear, so recipients are told apart by their place.
    const eventId = snsId === null ? null : `${snsId}/${index}`;
    const parsed = parseEvent({ ...share, eventType: name });
    if (!parsed.success) return [unreadable(share, parsed.error.issues)];
    return itemsOf(parsed.data, share, eventId);
  });
}

/** `eventType`, which is called `notificationType` where an identity reports. */
function nameOf(item: Json): EventName | null {
  const name = isRecord(item) ? (item.eventType ?? item.notificationType) : undefined;
  return eventNames.find((known) => known === name) ?? null;
}
