/**
 * Where to go after signing in, as a path of this site. Anything else becomes `/`: another origin in any
 * disguise, the sign-in pages (a loop) and the interfaces (nothing to look at). Absolute addresses of
 * `baseUrl` are accepted, because next-auth keeps them so.
 */
export function callbackPath(value: string | null | undefined, baseUrl: string): string {
  if (!value || UNSAFE_CHARACTER.test(value)) return '/';
  const origin = new URL(baseUrl).origin;
  if (!value.startsWith('/') && !value.startsWith(origin)) return '/';
  if (!URL.canParse(value, origin)) return '/';
  const target = new URL(value, origin);
  if (target.origin !== origin || NO_DESTINATION.test(target.pathname)) return '/';
  const path = `${target.pathname}${target.search}${target.hash}`;
  return path.startsWith('//') ? '/' : path;
}

// Browsers read a backslash as a slash and drop tabs and line ends: `/\evil.test` leaves the site.
const UNSAFE_CHARACTER = /[\p{Cc}\\]/u;
const NO_DESTINATION = /^\/(?:api|sign-in|sign-out)(?:\/|$)/;
