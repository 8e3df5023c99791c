/** Entries of one calendar day, `2026-11-21`. */
export interface Day<Entry> {
  readonly day: string;
  readonly entries: readonly Entry[];
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Groups entries that are in the order of their time by the day they have in a time zone. */
export function byDay<Entry extends { readonly at: string }>(
  entries: readonly Entry[],
  timeZone: string,
): readonly Day<Entry>[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at, timeZone);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

/** The calendar day of a moment in a time zone, `2026-11-21`. */
export function dayOf(at: string | number, timeZone: string): string {
  const known = formats.get(timeZone);
  // Swedish writes days as ISO 8601 does.
  const format = known ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  formats.set(timeZone, format);
  return format.format(new Date(at));
}

/** How far a day is in the past of today: 0 for today, 1 for yesterday. */
export function daysBefore(day: string, today: string): number {
  return Math.round((Date.parse(today) - Date.parse(day)) / 86_400_000);
}
