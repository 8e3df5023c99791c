import { z } from 'zod';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { money } from '#server/domain/money.ts';
import { channels } from './report.ts';

const attempt = {
  messageId: z.string().min(1),
  notificationId: z.string().min(1),
  channel: z.enum(channels),
  category: z.string().min(1),
  template: z.string().min(1),
  /** 0 for what was asked for, n for the n-th step of an escalation. */
  attempt: z.int().nonnegative(),
};

/** We want to send this; nobody outside has been asked yet. */
export const requestedData = z.strictObject(attempt);

/** We decided not to, by the rule that stood in the way. Neutral: a skipped message is never a failure. */
export const skippedData = z.strictObject({ ...attempt, reason: z.enum(sendRules) });

/** Sealed under the address that the webhooks will speak of; under the person where no address is known. */
export const attemptPersonal = z.strictObject({ recipient: z.string().min(1).optional() });

/** A provider was asked, and nobody can say whether it took the message. It is never asked again. */
export const outcomeUnknownData = z.strictObject({
  messageId: z.string().min(1),
  channel: z.enum(channels),
  provider: z.string().min(1),
  /** Which asking it was, counted from 1. */
  call: z.int().positive(),
});

/** `reason` is how the answer was lost, such as `timeout`. */
export const outcomeUnknownPersonal = z.strictObject({
  recipient: z.string().min(1),
  reason: z.string().min(1),
});

/** The person did what the message was for, as the host product tells us. */
export const convertedData = z.strictObject({
  messageId: z.string().min(1),
  channel: z.enum(channels),
  /** The host's name for it, such as `invoice_paid`. */
  conversion: z.string().min(1),
  value: money.optional(),
});
