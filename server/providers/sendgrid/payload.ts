import { z } from 'zod';
import { instantFromMs } from '#server/domain/instant.ts';
import { identifier } from '#server/providers/payload-fields.ts';

/** Events about one message to one recipient; `received` and `cancel_drop` come only from the logs interface. */
export const messageEventNames = [
  'processed',
  'dropped',
  'deferred',
  'delivered',
  'bounce',
  'open',
  'click',
  'spamreport',
  'spam_report',
  'unsubscribe',
  'group_unsubscribe',
  'group_resubscribe',
  'received',
  'cancel_drop',
] as const;

/** Seconds, or milliseconds as a documented sample has it. */
const time = z
  .number()
  .positive()
  .max(253_402_300_799_999)
  .transform((value) => instantFromMs(Math.round(value > 1e11 ? value : value * 1000)));

const text = z.string().optional();
const digits = z.union([z.string().regex(/^\d{1,15}$/), z.int().nonnegative()]).optional();

/** Arguments that our own sends carry and SendGrid gives back, merged into the event or nested in it. */
const ours = {
  earshot_message_id: identifier(200).optional(),
  earshot_template: text,
  earshot_category: text,
};

/** One event of the webhook's array. Source: twilio.com/docs/sendgrid/for-developers/tracking-events/event. */
const messageEvent = z.object({
  event: z.enum(messageEventNames),
  email: identifier(320),
  timestamp: time,
  sg_event_id: identifier(100).optional(),
  sg_message_id: identifier(400).optional(),
  'smtp-id': identifier(400).optional(),
  type: text,
  reason: text,
  response: text,
  status: text,
  bounce_classification: text,
  attempt: digits,
  asm_group_id: digits,
  category: z.union([z.string(), z.array(z.string())]).optional(),
  sg_template_id: text,
  subject: text,
  send_at: time.optional(),
  ip: text,
  useragent: text,
  url: text,
  url_offset: z.object({ index: z.number(), type: z.string() }).optional(),
  sg_machine_open: z.boolean().optional(),
  ...ours,
  unique_args: z.object(ours).optional(),
  custom_args: z.object(ours).optional(),
});
export type MessageEvent = z.infer<typeof messageEvent>;
export type MessageEventName = MessageEvent['event'];

export const accountEventName = 'account_status_change';

/** What SendGrid did to the account, such as a compliance suspension; it has no recipient. */
const accountEvent = z.object({
  event: z.literal(accountEventName),
  timestamp: time,
  sg_event_id: identifier(100).optional(),
  type: text,
});
export type AccountEvent = z.infer<typeof accountEvent>;

export const parseMessageEvent = (item: unknown) => parseLeniently(messageEvent, item);
export const parseAccountEvent = (item: unknown) => parseLeniently(accountEvent, item);

/** What makes an event an event; without these nothing can be recorded. */
const required: ReadonlySet<PropertyKey | undefined> = new Set(['event', 'email', 'timestamp', undefined]);

/**
 * Passes over the fields an event can do without when their value is not of the documented type: a null category
 * must not hide a bounce, and the raw item keeps it. Only then is an item parsed twice.
 */
function parseLeniently<Schema extends z.ZodObject>(schema: Schema, item: unknown) {
  const strict = schema.safeParse(item);
  if (strict.success || typeof item !== 'object' || item === null) return strict;
  const odd = new Set(strict.error.issues.map(({ path }) => path[0]).filter((field) => !required.has(field)));
  return schema.safeParse(Object.fromEntries(Object.entries(item).filter(([field]) => !odd.has(field))));
}
