import { z } from 'zod';
import { identifier, lenient, zonedTime } from '#server/providers/payload-fields.ts';

/** What is told of one recipient at a time once an event is split; see `shares.ts`. */
const one = <Schema extends z.ZodType>(recipient: Schema) => z.tuple([recipient]);

const time = zonedTime('custom');
const text = lenient(z.string());

const mail = z.object({
  messageId: identifier(200),
  timestamp: lenient(time),
  destination: lenient(z.array(z.unknown())),
  /** With a configuration set only: each name with a list of values. */
  tags: lenient(z.record(z.string(), z.unknown())),
  /** Where original headers are included; cut off after 10 KB. */
  headers: lenient(z.array(z.unknown())),
  commonHeaders: lenient(z.object({ subject: text })),
});
/** Events without a time of their own are told by that of the message. */
const timedMail = mail.extend({ timestamp: time });
const recipient = identifier(320);
/** Events that name no recipient are about everybody the message went to. */
const toDestination = { destination: one(recipient) };
/** A visit is by one of those the message went to; SES does not say by which. */
const bySomebody = { destination: z.tuple([recipient], recipient) };

const visit = { timestamp: time, ipAddress: text, userAgent: text };
const preferences = z.object({
  unsubscribeAll: lenient(z.boolean()),
  topicSubscriptionStatus: z
    .array(z.object({ topicName: identifier(100), subscriptionStatus: z.enum(['OptIn', 'OptOut']) }))
    .optional(),
});

/**
 * One event about one recipient. `eventType` is called `notificationType` where an identity and not a configuration
 * set reports. Source: docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html.
 */
const event = z.discriminatedUnion('eventType', [
  z.object({ eventType: z.literal('Send'), mail: timedMail.extend(toDestination) }),
  z.object({
    eventType: z.literal('Reject'),
    mail: timedMail.extend(toDestination),
    reject: lenient(z.object({ reason: text })),
  }),
  z.object({
    eventType: z.literal('Rendering Failure'),
    mail: timedMail.extend(toDestination),
    failure: lenient(z.object({ errorMessage: text, templateName: text })),
  }),
  z.object({
    eventType: z.literal('Bounce'),
    mail,
    bounce: z.object({
      bounceType: z.string(),
      bounceSubType: text,
      bouncedRecipients: one(
        z.object({ emailAddress: recipient, action: text, status: text, diagnosticCode: text }),
      ),
      timestamp: time,
      feedbackId: lenient(identifier(200)),
    }),
  }),
  z.object({
    eventType: z.literal('Complaint'),
    mail,
    complaint: z.object({
      complainedRecipients: one(z.object({ emailAddress: recipient })),
      timestamp: time,
      feedbackId: lenient(identifier(200)),
      complaintSubType: text,
      complaintFeedbackType: text,
      userAgent: text,
    }),
  }),
  z.object({
    eventType: z.literal('Delivery'),
    mail,
    delivery: z.object({ recipients: one(recipient), timestamp: time, smtpResponse: text }),
  }),
  z.object({
    eventType: z.literal('DeliveryDelay'),
    mail,
    deliveryDelay: z.object({
      delayType: text,
      delayedRecipients: one(z.object({ emailAddress: recipient, status: text, diagnosticCode: text })),
      timestamp: time,
    }),
  }),
  z.object({ eventType: z.literal('Open'), mail: mail.extend(bySomebody), open: z.object(visit) }),
  z.object({
    eventType: z.literal('Click'),
    mail: mail.extend(bySomebody),
    click: z.object({ ...visit, link: text }),
  }),
  z.object({
    eventType: z.literal('Subscription'),
    mail: mail.extend(toDestination),
    subscription: z.object({
      timestamp: time,
      oldTopicPreferences: lenient(preferences),
      newTopicPreferences: preferences,
    }),
  }),
]);
export type SesEvent = z.infer<typeof event>;
export type EventName = SesEvent['eventType'];
export type EventOf<Name extends EventName> = Extract<SesEvent, { eventType: Name }>;
export type Preferences = z.infer<typeof preferences>;

export const eventNames = event.options.map(({ shape }) => shape.eventType.value);

export const parseEvent = (item: unknown) => event.safeParse(item);
