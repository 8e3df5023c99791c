const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long before `nowMs`, in one unit: `12 s ago`, `3 h ago`. What lies ahead, by a skewed clock, is `just now`. */
export function relativeTime(at: string, nowMs: number): string {
  const ago = nowMs - Date.parse(at);
  if (ago < 5000) return 'just now';
  if (ago < MINUTE_MS) return `${Math.floor(ago / 5000) * 5} s ago`;
  if (ago < HOUR_MS) return `${Math.floor(ago / MINUTE_MS)} min ago`;
  if (ago < DAY_MS) return `${Math.floor(ago / HOUR_MS)} h ago`;
  const days = Math.floor(ago / DAY_MS);
  if (days === 1) return 'yesterday';
  if (days < 60) return `${days} days ago`;
  return days < 730 ? `${Math.floor(days / 30)} months ago` : `${Math.floor(days / 365)} years ago`;
}

/** A span between two moments: `420 ms`, `4.2 s`, `3 min 5 s`, `2 days 4 h`. The sign is the caller's. */
export function spanText(ms: number): string {
  const span = Math.abs(ms);
  if (span < 1000) return `${span} ms`;
  if (span < 10_000) return `${(Math.floor(span / 100) / 10).toFixed(1)} s`;
  if (span < MINUTE_MS) return `${Math.floor(span / 1000)} s`;
  if (span < HOUR_MS) return twoUnits(span, MINUTE_MS, 'min', 1000, 's');
  if (span < DAY_MS) return twoUnits(span, HOUR_MS, 'h', MINUTE_MS, 'min');
  return twoUnits(span, DAY_MS, span < 2 * DAY_MS ? 'day' : 'days', HOUR_MS, 'h');
}

/** `21 Nov 2026, 07:45:04.123 UTC` */
export function utcText(at: string): string {
  const [year, month, day] = at.slice(0, 10).split('-').map(Number);
  return `${day} ${months[(month ?? 1) - 1]} ${year}, ${at.slice(11, 23)} UTC`;
}

/** `21 Nov, 08:45:04`, in the zone of the machine; the year only when it is not this one. */
export function localText(at: string, nowMs: number): string {
  const date = new Date(at);
  const year = date.getFullYear() === new Date(nowMs).getFullYear() ? '' : ` ${date.getFullYear()}`;
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  return `${date.getDate()} ${months[date.getMonth()]}${year}, ${clock}`;
}

function twoUnits(span: number, bigMs: number, big: string, smallMs: number, small: string): string {
  const rest = Math.floor((span % bigMs) / smallMs);
  return `${Math.floor(span / bigMs)} ${big}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}
