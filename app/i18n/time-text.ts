const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;
/** What is nearer than this is neither past nor future to people. */
const nowSeconds = 5;

/** `3 minutes ago` or `in 11 minutes`, in the words of a language and one unit; null for now. */
export function relativeTime(
  at: string,
  nowMs: number,
  locale: string,
  style: 'long' | 'short' = 'long',
): string | null {
  const seconds = (Date.parse(at) - nowMs) / 1_000;
  if (Math.abs(seconds) < nowSeconds) return null;
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  const words = new Intl.RelativeTimeFormat(regional(locale), { numeric: 'auto', style });
  return words.format(Math.trunc(seconds / size), unit);
}

/** `21 Nov 2026, 08:45 CET`. Without a zone, in that of this machine. */
export function absoluteTime(at: string, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(regional(locale), {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(at));
}

/** Plain `en` would put the month first and count hours to twelve, as one country alone does. */
export function regional(locale: string): string {
  return locale === 'en' ? 'en-GB' : locale;
}
