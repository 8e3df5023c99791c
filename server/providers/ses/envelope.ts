import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { parseJson } from '#server/providers/json-items.ts';

/**
 * Text that may be signed: the signed string joins the fields by line breaks, so a break within one of them would let
 * the same signature speak for other fields. Only the message itself may have them.
 */
const oneLine = z.string().regex(/^[^\r\n]{1,4096}$/);

const signed = {
  MessageId: z.string().regex(/^[\w-]{1,100}$/),
  TopicArn: z.string().regex(/^arn:[\w-]+:sns:[\w-]+:\d{1,20}:[\w.-]{1,262}$/),
  Message: z.string(),
  Timestamp: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
};
const signature = {
  SignatureVersion: z.enum(['1', '2']),
  Signature: oneLine,
  SigningCertURL: oneLine,
};
const confirmation = { ...signed, Token: oneLine, SubscribeURL: oneLine, ...signature };

/** What SNS posts. Fields that are not signed are left behind, so that nothing can read them. */
const envelope = z.discriminatedUnion('Type', [
  z.object({
    Type: z.literal('Notification'),
    ...signed,
    // Lambda is given null where HTTP is given nothing; neither is signed.
    Subject: z
      .string()
      .regex(/^[^\r\n]{0,1000}$/)
      .nullish(),
    ...signature,
  }),
  z.object({ Type: z.literal('SubscriptionConfirmation'), ...confirmation }),
  z.object({ Type: z.literal('UnsubscribeConfirmation'), ...confirmation }),
]);
export type Envelope = z.infer<typeof envelope>;

/** Reads the envelope; null when the body is none. Duplicated keys count as JSON.parse takes them, here and after. */
export function parseEnvelope(body: Buffer): Envelope | null {
  if (!isUtf8(body)) return null;
  const parsed = envelope.safeParse(parseJson(body.toString('utf8')));
  return parsed.success ? parsed.data : null;
}

/**
 * The bytes SNS signs: each field's name and value on a line of its own, names in order.
 * Source: docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html.
 */
export function signedBytes(envelope: Envelope): Buffer {
  const { Message, MessageId, Timestamp, TopicArn, Type } = envelope;
  const fields =
    Type === 'Notification'
      ? { Message, MessageId, Subject: envelope.Subject, Timestamp, TopicArn, Type }
      : {
          Message,
          MessageId,
          SubscribeURL: envelope.SubscribeURL,
          Timestamp,
          Token: envelope.Token,
          TopicArn,
          Type,
        };
  const lines = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Buffer.from(lines.map(([name, value]) => `${name}\n${value}\n`).join(''), 'utf8');
}
