import { z } from 'zod';
import { eventId } from '#server/domain/event-id.ts';
import { instant } from '#server/domain/instant.ts';

/** What can stand in the way of a message, in the order it is asked. */
export const sendRules = [
  'no_address',
  'channel_disabled',
  'category_off',
  'paused',
  'suppressed',
  'opted_out',
  'quiet_hours',
  'duplicate',
  'budget',
] as const;
export type SendRule = (typeof sendRules)[number];

/** One question and its answer, whole enough to be understood without the state it was answered from. */
export const sendCheck = z.strictObject({
  rule: z.enum(sendRules),
  /** Raised whenever the rule judges differently, so that old decisions are not read by new rules. */
  version: z.int().positive(),
  /** What the answer hangs on; never anything personal. */
  input: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** `exempt`: the rule stands in the way, but not of this message. */
  verdict: z.enum(['pass', 'fail', 'exempt']),
  /** The events that the answer follows from. */
  because: z.array(eventId).readonly(),
  /** When the answer will change by itself, where that is known. */
  until: instant.nullable(),
});
export type SendCheck = Readonly<z.infer<typeof sendCheck>>;

/** Whether to send, with every check there is, passed or not. It says why for as long as it is kept. */
export const sendDecision = z.strictObject({
  verdict: z.enum(['send', 'skip']),
  /** The first rule that forbids it. */
  rule: z.enum(sendRules).nullable(),
  /** The end of the quiet hours, when nothing else forbids it: ask again then. */
  askAgainAt: instant.nullable(),
  checks: z.array(sendCheck).length(sendRules.length).readonly(),
});
export type SendDecision = Readonly<z.infer<typeof sendDecision>>;
