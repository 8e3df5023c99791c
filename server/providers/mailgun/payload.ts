import { z } from 'zod';
import { instantFromMs } from '#server/domain/instant.ts';
import { parseJson } from '#server/providers/json-items.ts';
import { identifier, lenient } from '#server/providers/payload-fields.ts';

/** Events about one message to one recipient. */
export const messageEventNames = [
  'accepted',
  'rejected',
  'delivered',
  'failed',
  'opened',
  'clicked',
  'unsubscribed',
  'complained',
] as const;
export type MessageEventName = (typeof messageEventNames)[number];

/** Inbound mail that Mailgun keeps for us, and imports of mailing lists: about our account, and no message of ours. */
const accountEventNames = [
  'stored',
  'list_member_uploaded',
  'list_member_upload_error',
  'list_uploaded',
] as const;

/** Seconds with a fraction. */
const time = z
  .number()
  .positive()
  .max(253_402_300_799)
  .transform((seconds) => instantFromMs(Math.round(seconds * 1000)));

const text = lenient(z.string());
const flag = lenient(z.boolean());
/** Codes are written as numbers or as text. */
const code = lenient(z.union([z.string(), z.int().transform(String)]));

const deliveryStatus = z.object({
  code,
  'enhanced-code': code,
  'bounce-code': code,
  'bounce-type': text,
  'attempt-no': lenient(z.int().nonnegative()),
  message: text,
  description: text,
  'last-code': code,
  'last-message': text,
});

/** What our own sends carry and Mailgun gives back: as an object, or as the text of one. */
const userVariables = z.preprocess(
  (value) => (typeof value === 'string' ? parseJson(value) : value),
  z.object({
    earshot_message_id: lenient(identifier(200)),
    earshot_category: text,
    earshot_template: text,
  }),
);

/**
 * The `event-data` of a webhook, which is also what the Events API lists. Only what nothing can be recorded without is
 * required. Source: documentation.mailgun.com, user manual, events and webhook payloads.
 */
const event = z.object({
  event: z.enum([...messageEventNames, ...accountEventNames]),
  timestamp: time,
  id: lenient(identifier(100)),
  recipient: lenient(identifier(320)),
  severity: lenient(z.enum(['temporary', 'permanent'])),
  reason: text,
  reject: lenient(z.object({ reason: text, description: text })),
  'delivery-status': lenient(deliveryStatus),
  message: lenient(
    z.object({
      headers: lenient(z.object({ to: text, 'message-id': lenient(identifier(400)), subject: text })),
      recipients: lenient(z.array(identifier(320))),
      'scheduled-for': lenient(time),
    }),
  ),
  'user-variables': lenient(userVariables),
  tags: lenient(z.union([z.string(), z.array(z.string())])),
  template: lenient(z.object({ name: text })),
  flags: lenient(z.object({ 'is-test-mode': flag, 'is-system-test': flag, 'is-delayed-bounce': flag })),
  url: text,
  ip: text,
  'client-info': lenient(
    z.object({
      bot: lenient(z.union([z.string(), z.boolean()])),
      'client-type': text,
      'user-agent': text,
      ip: text,
    }),
  ),
  'mailing-list': lenient(z.object({ address: lenient(identifier(320)) })),
});
export type MailgunEvent = z.infer<typeof event>;
export type MessageEvent = MailgunEvent & { readonly event: MessageEventName };

export const parseEvent = (item: unknown) => event.safeParse(item);

export function isMessageEvent(parsed: MailgunEvent): parsed is MessageEvent {
  return messageEventNames.some((name) => name === parsed.event);
}
