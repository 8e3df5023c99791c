import { z } from 'zod';
import { identifier, lenient, zonedTime } from '#server/providers/payload-fields.ts';
import { bounceTypes } from './bounce-types.ts';

const time = zonedTime('custom');
const text = lenient(z.string());
const recipient = identifier(320);

/** What every event has. `Metadata` gives back what our own send put there. */
const about = {
  MessageID: lenient(identifier(200)),
  MessageStream: lenient(identifier(100)),
  Tag: text,
  Metadata: lenient(z.record(z.string(), z.unknown())),
};

const visit = {
  Recipient: recipient,
  ReceivedAt: time,
  UserAgent: text,
  Client: lenient(z.object({ Name: text, Company: text, Family: text })),
  Geo: lenient(z.object({ IP: text })),
};

const bounce = {
  ...about,
  /** Numbers beyond 2^53 are not what was sent any more once parsed, so they identify nothing. */
  ID: lenient(z.int().positive()),
  Email: recipient,
  BouncedAt: time,
  Description: text,
  Details: text,
  Subject: text,
};
const bounceType = z.enum(bounceTypes);

/** One event. Source: postmarkapp.com/developer/webhooks/webhooks-overview and the pages below it. */
const event = z.discriminatedUnion('RecordType', [
  z.object({
    RecordType: z.literal('Delivery'),
    ...about,
    Recipient: recipient,
    DeliveredAt: time,
    Details: text,
  }),
  z.object({ RecordType: z.literal('Bounce'), Type: bounceType, ...bounce }),
  z.object({ RecordType: z.literal('SpamComplaint'), Type: bounceType.default('SpamComplaint'), ...bounce }),
  z.object({ RecordType: z.literal('SMTPApiError'), Type: bounceType.default('SMTPApiError'), ...bounce }),
  z.object({ RecordType: z.literal('Open'), ...about, ...visit }),
  z.object({ RecordType: z.literal('Click'), ...about, ...visit, OriginalLink: text }),
  z.object({
    RecordType: z.literal('SubscriptionChange'),
    ...about,
    Recipient: recipient,
    ChangedAt: time,
    SuppressSending: z.boolean(),
    SuppressionReason: z.enum(['HardBounce', 'SpamComplaint', 'ManualSuppression']).nullish(),
    Origin: text,
  }),
]);
export type PostmarkEvent = z.infer<typeof event>;
export type RecordType = PostmarkEvent['RecordType'];
export type EventOf<Name extends RecordType> = Extract<PostmarkEvent, { RecordType: Name }>;
export type BounceEvent = EventOf<'Bounce' | 'SpamComplaint' | 'SMTPApiError'>;

export const parseEvent = (item: unknown) => event.safeParse(item);
