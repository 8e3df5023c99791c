const UNITS_MS: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
};

/** Reads a duration as the SDK writes it (`1w2d3h4m5s`) into milliseconds; undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+[wdhms])+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([wdhms])/g)) {
    total += Number(amount) * (UNITS_MS[unit ?? ''] ?? 0);
  }
  return total;
}

/**
 * Reads "when" as a sleep or a timeout carries it: a duration from `nowMs`, an ISO date, or empty for
 * "already over". Returns milliseconds since 1970, or undefined when the text is neither.
 */
export function parseDueAt(text: string, nowMs: number): number | undefined {
  if (text === '') return nowMs;
  const duration = parseDuration(text);
  if (duration !== undefined) return nowMs + duration;
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}
