/** The cookie that tells the server the time zone of a browser. */
export const zoneCookie = 'earshot-zone';

/** The time zone that a browser says it has; UTC where it says none, or nonsense. */
export function zoneOf(cookie: string | undefined): string {
  if (cookie === undefined) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: decodeURIComponent(cookie) }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
