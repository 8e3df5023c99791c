/**
 * Whether a form was sent from our own pages. Browsers say so themselves; older ones name the origin, which then
 * has to be the host that was asked. A request with neither comes from no browser and carries nobody's cookies.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  if (origin === null) return true;
  const host = headers.get('x-forwarded-host') ?? headers.get('host');
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** The client as the nearest proxy saw it, which a client cannot forge as it can the entries before it. */
export function clientIp(headers: Headers): string | null {
  return headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || null;
}
