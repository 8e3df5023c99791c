import { z } from 'zod';
import { compareText } from '#server/domain/message/ordering.ts';
import { type AlertMetric, type Share, troubleOf } from './metric.ts';

/** What mail can have in common, the likeliest to be somebody's doing first. */
export const causeDimensions = ['template', 'recipient_domain', 'provider', 'category'] as const;
export type CauseDimension = (typeof causeDimensions)[number];

const share = { count: z.int().nonnegative(), of: z.int().nonnegative() };

/** What the trouble has in common, as far as the numbers say; nothing that names a person. */
export const alertCause = z.strictObject({
  /** The part of the mail that most of the trouble comes from, though not most of the mail. */
  part: z.strictObject({ dimension: z.enum(causeDimensions), value: z.string().min(1), ...share }).nullable(),
  /** How all other mail fared; null with `part`. */
  others: z.strictObject(share).nullable(),
  /** Of bounces: the classes of codes they came with, the most frequent first. */
  codes: z.array(z.strictObject({ code: z.string().min(1), count: z.int().positive() })).readonly(),
});
export type AlertCause = Readonly<z.infer<typeof alertCause>>;

/** The mail that has one value of a dimension, out of all that is judged. */
export interface Part extends Share {
  readonly dimension: CauseDimension;
  readonly value: string;
}

/** A part stands out that brings at least half of the trouble, and this much more of it than of the mail. */
const leastTrouble = 0.5;
const leastExcess = 0.2;

/** The likely cause of what `whole` shows. In whatever order the parts come, the answer is the same. */
export function likelyCause(
  metric: AlertMetric,
  whole: Share,
  parts: readonly Part[],
  codes: AlertCause['codes'] = [],
): AlertCause {
  const allTrouble = troubleOf(metric, whole);
  const standing = parts
    .filter(({ value }) => value !== '')
    .map((part) => {
      const ofTrouble = allTrouble === 0 ? 0 : troubleOf(metric, part) / allTrouble;
      const ofMail = whole.of === 0 ? 0 : part.of / whole.of;
      return { part, ofTrouble, excess: ofTrouble - ofMail };
    })
    .filter(({ ofTrouble, excess }) => ofTrouble >= leastTrouble && excess >= leastExcess)
    .sort((a, b) => b.excess - a.excess || compareParts(a.part, b.part));
  const part = standing[0]?.part ?? null;
  if (part === null) return { part: null, others: null, codes };
  const { dimension, value, count, of } = part;
  const others = { count: Math.max(0, whole.count - count), of: Math.max(0, whole.of - of) };
  return { part: { dimension, value, count, of }, others, codes };
}

function compareParts(a: Part, b: Part): number {
  const rank = ({ dimension }: Part) => causeDimensions.indexOf(dimension);
  return rank(a) - rank(b) || compareText(a.value, b.value);
}
