import { z } from 'zod';
import { channels, reportKinds } from '#server/domain/message/report.ts';
import { identifier, lenient, zonedTime } from './payload-fields.ts';

/** `message.` and one of our kinds of report. `message.bounced` leaves hard or soft to `bounce_type` and the codes. */
const types = ['message.bounced', ...reportKinds.map((kind) => `message.${kind}` as const)] as const;

const time = zonedTime('invalid_format');
const text = lenient(z.string());
const email = z
  .string()
  .trim()
  .max(320)
  .regex(/^[^\s@\0\p{Cs}]+@[^\s@\0\p{Cs}]+$/u);
/** E.164, as `+1 (500) 555-0006` or without what makes it easy on the eye. */
const phone = z
  .string()
  .transform((written) => written.replace(/[\s().-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/));

/** Codes are written as numbers too. */
const code = z.union([z.string(), z.int().transform(String)]);
const codes = z.object({
  smtp: lenient(code.pipe(z.string().regex(/^[245]\d\d$/))),
  enhanced: lenient(z.string().regex(/^[245]\.\d{1,3}\.\d{1,3}$/)),
  provider: lenient(code),
  attempt: lenient(z.int().nonnegative()),
});

/** What our own sends carry and a dispatcher gives back, among the data or in its metadata. */
const ours = { earshot_message_id: lenient(identifier(200)), earshot_category: text, earshot_template: text };

/**
 * One event in the format that Earshot documents for every sender that has none of its own; see
 * `docs/standard-webhooks.md`, which explains each field.
 */
export const genericEvent = z.object({
  type: z.enum(types),
  timestamp: time,
  id: lenient(identifier(200)),
  data: z.object({
    channel: z.enum(channels).optional(),
    recipient: z.object({
      email: lenient(email),
      phone: lenient(phone),
      device: lenient(identifier(2000)),
      user: lenient(identifier(200)),
    }),
    message_id: lenient(identifier(400)),
    bounce_type: lenient(z.enum(['hard', 'soft'])),
    codes: lenient(codes),
    reason: text,
    machine: lenient(z.boolean()),
    scope: lenient(z.string().regex(/^(?:global|list|sender|group:[^\0\p{Cs}]{1,100})$/u)),
    category: text,
    template: text,
    subject: text,
    url: text,
    ip: text,
    user_agent: text,
    scheduled_for: lenient(time),
    ...ours,
    metadata: lenient(z.object(ours)),
  }),
});
export type GenericEvent = z.infer<typeof genericEvent>;
