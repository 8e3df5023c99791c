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
  'marketing_paused',
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

/** In the order of the rules, and none twice. */
function areInOrder(checks: readonly { readonly rule: SendRule }[]): boolean {
  const places = checks.map(({ rule }) => sendRules.indexOf(rule));
  return places.every((place, index) => index === 0 || place > (places[index - 1] ?? place));
}

/**
 * Whether to send, with every check that there was at the time, passed or not. It says why for as long as it is kept,
 * so decisions from before a rule was added lack its check.
 */
export const sendDecision = z.strictObject({
  verdict: z.enum(['send', 'skip']),
  /** The first rule that forbids it. */
  rule: z.enum(sendRules).nullable(),
  /** The end of the quiet hours, when nothing else forbids it: ask again then. */
  askAgainAt: instant.nullable(),
  checks: z.array(sendCheck).min(1).refine(areInOrder).readonly(),
});
export type SendDecision = Readonly<z.infer<typeof sendDecision>>;
