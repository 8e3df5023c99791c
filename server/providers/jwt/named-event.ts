import { z } from 'zod';
import { instantFromMs } from '#server/domain/instant.ts';
import { isObject, type Json } from '#server/providers/json-items.ts';

type Fields = Readonly<Record<string, Json>>;

/**
 * Brings `{type: 'Message.Bounced', ...}` into the shape of a generic event: words in camel case, beside the type or
 * in `data`. Any other item comes back as it is.
 */
export function genericFrom(item: Json): Json {
  if (!isFields(item) || typeof item.type !== 'string' || !/^Message\.[A-Z][A-Za-z]*$/.test(item.type))
    return item;
  const fields: Fields = { ...item, ...(isFields(item.data) ? item.data : {}) };
  const first = firstOf(fields);
  return defined({
    type: item.type.replace(/[A-Z]/g, snake).replace('._', '.').slice(1),
    timestamp: timeFrom(first('occurredAt', 'timestamp', 'at')),
    id: item.eventId ?? item.id,
    data: defined({
      channel: channelFrom(fields.channel),
      recipient: recipientFrom(fields),
      message_id: fields.messageId,
      earshot_message_id: first('earshotMessageId', 'earshot_message_id'),
      earshot_category: fields.earshot_category,
      earshot_template: fields.earshot_template,
      metadata: fields.metadata,
      bounce_type: bounceTypeFrom(fields.bounceType),
      codes: defined({
        smtp: fields.smtpCode,
        enhanced: first('enhancedCode', 'status'),
        provider: first('providerCode', 'code'),
        attempt: fields.attempt,
      }),
      reason: fields.reason,
      machine: fields.machine,
      scope: fields.scope,
      category: fields.category,
      template: fields.template,
      subject: fields.subject,
      url: fields.url,
      ip: fields.ip,
      user_agent: fields.userAgent,
      scheduled_for: timeFrom(fields.scheduledFor),
    }),
  });
}

const snake = (letter: string) => `_${letter.toLowerCase()}`;

function isFields(item: Json | undefined): item is Record<string, Json> {
  return isObject(item) && !Array.isArray(item);
}

function firstOf(fields: Fields) {
  return (...names: readonly string[]) =>
    names.map((name) => fields[name]).find((value) => value !== undefined);
}

/** Seconds or milliseconds since 1970, or text, which is left to the schema. */
function timeFrom(value: Json | undefined): Json | undefined {
  const ms = z.number().positive().max(253_402_300_799_999).safeParse(value);
  return ms.success ? instantFromMs(Math.round(ms.data > 1e11 ? ms.data : ms.data * 1000)) : value;
}

/** `Email`, `SMS`, `InApp`: as our channels are spelt. */
function channelFrom(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string') return value;
  const word = value.toLowerCase().replace(/[\s_-]/g, '');
  return word === 'inapp' ? 'in_app' : word;
}

const bounceTypes = new Map([
  ['hard', 'hard'],
  ['permanent', 'hard'],
  ['soft', 'soft'],
  ['transient', 'soft'],
  ['temporary', 'soft'],
]);

function bounceTypeFrom(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? bounceTypes.get(value.toLowerCase()) : undefined;
}

/** A bare `recipient` is an address of the kind it looks like. */
function recipientFrom(fields: Fields): Json {
  const first = firstOf(fields);
  const bare = first('recipient', 'to');
  const text = typeof bare === 'string' ? bare : '';
  return defined({
    email: first('email', 'emailAddress') ?? (text.includes('@') ? text : undefined),
    phone: first('phone', 'phoneNumber') ?? (/^\s*\+[\d\s().-]+$/.test(text) ? text : undefined),
    device: first('device', 'deviceToken'),
    user: first('user', 'userId'),
    ...(isFields(bare) ? bare : {}),
  });
}

function defined(fields: Readonly<Record<string, Json | undefined>>): Json {
  const kept = Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(kept);
}
