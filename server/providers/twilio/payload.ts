import { z } from 'zod';
import { zonedTime } from '#server/providers/payload-fields.ts';

/** What a message that we send goes through, and `receiving` and `received` for one that a person sends. */
export const statuses = [
  'accepted',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'canceled',
  'read',
  'partially_delivered',
] as const;
export type Status = (typeof statuses)[number];

/** Text that can be a key: short, and without what Postgres refuses or what could hide another field. */
const identifier = (maxLength: number) =>
  z.string().regex(new RegExp(`^[^\\0\\s\\p{Cs}]{1,${maxLength}}$`, 'u'));

/** No longer, because a signature does not tell `SM1` in one field from `SM` and `1` in two. */
const sid = z.string().regex(/^[\w-]{1,40}$/);
const text = z.string().optional();
const status = z.string().toLowerCase().pipe(z.enum(statuses));
const errorCode = z
  .union([z.string(), z.int().nonnegative()])
  .transform(String)
  .pipe(z.string().regex(/^\d{0,6}$/))
  .optional();
const time = zonedTime('custom').optional();

/** Our own ids, in the query of the callback's URL or among the tags of a message. */
const own = {
  earshot_message_id: identifier(200).optional(),
  earshot_category: text,
  earshot_template: text,
};
const ownIds = z.object(own);
export type OwnIds = z.infer<typeof ownIds>;

/** A status callback. Source: twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks. */
const statusCallback = z.object({
  MessageSid: sid,
  MessageStatus: status,
  To: z.string(),
  ErrorCode: errorCode,
  ErrorMessage: text,
  ChannelStatusMessage: text,
  ...own,
});

/** A message that a person sent us. Source: twilio.com/docs/messaging/guides/webhook-request. */
const inboundMessage = z.object({ MessageSid: sid, From: z.string(), Body: text, OptOutType: text });

/** What every event of Event Streams has. Source: twilio.com/docs/events/event-delivery-and-duplication. */
const streamEvent = z.object({
  type: z.string(),
  id: identifier(100).optional(),
  time,
  data: z.unknown(),
});
export type StreamEvent = z.infer<typeof streamEvent>;

/** Source: twilio.com/docs/events/event-types/messaging/outbound-message. */
const streamedStatus = z.object({
  messageSid: sid,
  messageStatus: status,
  to: z.string(),
  timestamp: time,
  errorCode,
  statusCallBackUrl: text,
  tags: ownIds.optional(),
});
export type StreamedStatus = z.infer<typeof streamedStatus>;

/** Source: twilio.com/docs/events/event-types/messaging/inbound-message. */
const streamedReply = z.object({ messageSid: sid, from: z.string(), body: text, timestamp: time });

/** Source: twilio.com/docs/events/event-types/link-shortening/link. */
const streamedClick = z.object({
  message_sid: sid,
  to: z.string(),
  link: text,
  click_time: time,
  user_agent: text,
});

export const parseOwnIds = (ids: unknown) => parseLeniently(ownIds, ids);
export const parseStatusCallback = (fields: unknown) => parseLeniently(statusCallback, fields);
export const parseInboundMessage = (fields: unknown) => parseLeniently(inboundMessage, fields);
export const parseStreamEvent = (event: unknown) => parseLeniently(streamEvent, event);
export const parseStreamedStatus = (data: unknown) => parseLeniently(streamedStatus, data);
export const parseStreamedReply = (data: unknown) => parseLeniently(streamedReply, data);
export const parseStreamedClick = (data: unknown) => parseLeniently(streamedClick, data);

/** Passes over the fields an event can do without when their value is not of the documented type. */
function parseLeniently<Schema extends z.ZodObject>(schema: Schema, item: unknown) {
  const strict = schema.safeParse(item);
  if (strict.success || typeof item !== 'object' || item === null) return strict;
  const fields: Readonly<Record<PropertyKey, z.ZodType>> = schema.shape;
  const odd = new Set(
    strict.error.issues
      .map(({ path }) => path[0])
      .filter((field) => field !== undefined && fields[field]?.safeParse(undefined).success === true),
  );
  return schema.safeParse(Object.fromEntries(Object.entries(item).filter(([field]) => !odd.has(field))));
}
