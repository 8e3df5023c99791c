import { z } from 'zod';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { lineOfText, storableText } from '#server/domain/text.ts';

const dayMs = 86_400_000;

/** Whom silence takes out of marketing, after how long, and in which words they are asked first. */
export const sunsetPolicy = z.strictObject({
  enabled: z.boolean(),
  /** Calendar months without any sign of a person. */
  months: z.int().min(1).max(60),
  /** Days that a person has to answer, from when the mail was sent. */
  graceDays: z.int().min(1).max(90),
  wording: z.strictObject({
    subject: lineOfText(200),
    text: storableText(2_000),
    button: lineOfText(60),
  }),
});
export type SunsetPolicy = Readonly<z.infer<typeof sunsetPolicy>>;

export const defaultSunsetPolicy: SunsetPolicy = {
  enabled: false,
  months: 12,
  graceDays: 14,
  wording: {
    subject: 'Do you still want to hear from us?',
    text: 'You have not opened our news for a while. If you still want them, say so with one click.',
    button: 'Keep me on the list',
  },
};

/** Fewer mails than this tell nothing of whether somebody reads them. */
export const leastMails = 3;

/** The same day and time so many calendar months before; the last day of the month where it has no such day. */
export function monthsBefore(at: Instant, months: number): Instant {
  const [year, month, day] = at.slice(0, 10).split('-').map(Number) as [number, number, number];
  const first = Date.UTC(year, month - 1 - months, 1);
  const lastDay = Number(instantFromMs(Date.UTC(year, month - months, 0)).slice(8, 10));
  const timeMs = msFromInstant(at) - Date.UTC(year, month - 1, day);
  return instantFromMs(first + (Math.min(day, lastDay) - 1) * dayMs + timeMs);
}

export function daysLater(at: Instant, days: number): Instant {
  return instantFromMs(msFromInstant(at) + days * dayMs);
}
