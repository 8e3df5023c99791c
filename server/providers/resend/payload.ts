import { z } from 'zod';
import { identifier, lenient, zonedTime } from '#server/providers/payload-fields.ts';

/** Events about one of our messages. */
export const emailEventNames = [
  'email.scheduled',
  'email.sent',
  'email.delivery_delayed',
  'email.delivered',
  'email.bounced',
  'email.suppressed',
  'email.failed',
  'email.opened',
  'email.clicked',
  'email.complained',
] as const;
export type EmailEventName = (typeof emailEventNames)[number];

const text = lenient(z.string());

/** An address, alone or as in `Ada Example <ada@example.com>`; the latter loses the name. */
const address = z
  .string()
  .transform((written) => (/<([^<>]+)>\s*$/.exec(written)?.[1] ?? written).trim())
  .pipe(z.string().regex(/^[^\s@<>\0\p{Cs}]{1,200}@[^\s@<>\0\p{Cs}]{1,200}$/u));

/** Resend takes fifty recipients at a time. */
const recipients = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .pipe(z.array(address).min(1).max(100));

const visit = z.object({ link: text, ipAddress: text, userAgent: text });

/** One event. Source: resend.com/docs/webhooks/event-types, and the webhook types of Resend's own library. */
const emailEvent = z.object({
  type: z.enum(emailEventNames),
  /** Of the event; the one among the data is the message's. */
  created_at: zonedTime('invalid_format'),
  data: z.object({
    to: recipients,
    cc: lenient(z.array(z.string())),
    bcc: lenient(z.array(z.string())),
    email_id: lenient(identifier(200)),
    subject: text,
    template_id: text,
    scheduled_at: lenient(zonedTime('invalid_format')),
    /** An object of names and values; older events have a list of pairs. */
    tags: lenient(
      z.union([
        z.record(z.string(), z.unknown()),
        z
          .array(z.object({ name: z.string(), value: z.unknown() }))
          .transform((pairs) => Object.fromEntries(pairs.map(({ name, value }) => [name, value]))),
      ]),
    ),
    bounce: lenient(
      z.object({ type: text, subType: text, message: text, diagnosticCode: lenient(z.array(z.string())) }),
    ),
    suppressed: lenient(z.object({ type: text, message: text })),
    failed: lenient(z.object({ reason: text })),
    click: lenient(visit),
    /** Documented for no event so far; it would tell people from machines. */
    open: lenient(visit),
  }),
});
export type EmailEvent = z.infer<typeof emailEvent>;

export const contactUpdate = 'contact.updated';
export const topicsUpdate = 'contact.topics.updated';

/** The wishes of a contact: out of everything, or in and out of topics. */
const contactEvent = z.object({
  type: z.enum([contactUpdate, topicsUpdate]),
  created_at: zonedTime('invalid_format'),
  data: z.object({
    email: address,
    unsubscribed: z.boolean().optional(),
    topics: z
      .array(z.object({ id: identifier(100), subscription: z.enum(['opt_in', 'opt_out']) }))
      .max(1000)
      .optional(),
  }),
});
export type ContactEvent = z.infer<typeof contactEvent>;

/** Everything else that Resend tells: of our account, of lists, and of mail that came in. */
export const accountType = /^(?:contact|domain|suppression|topic|inbox)\.[a-z_.]{1,60}$|^email\.received$/;
const accountEvent = z.object({
  type: z.string(),
  created_at: zonedTime('invalid_format'),
  data: z.record(z.string(), z.unknown()),
});
export type AccountEvent = z.infer<typeof accountEvent>;

export const parseEmailEvent = (item: unknown) => emailEvent.safeParse(item);
export const parseContactEvent = (item: unknown) => contactEvent.safeParse(item);
export const parseAccountEvent = (item: unknown) => accountEvent.safeParse(item);
