import { type NextRequest, NextResponse } from 'next/server';
import { frameAncestors } from '#app/embed/framable.ts';
import { localeCookie, localeHeader, localeOfPage } from '#app/i18n/locale.ts';
import { env } from '#server/env.ts';

/** What every page is sent with; browsers heed the last over https only. */
const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cross-origin-opener-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000',
};

/** Pages whose address holds a key that lets whoever has it change something. */
const keyPaths = /^\/(?:unsubscribe|manage)(?:\/|$)/;

/**
 * Tells each page its language and gives it a fresh nonce: only scripts and styles that carry it, and what they load, may run. Routes beneath
 * /api, but for the API reference, answer no browser's navigation, and webhooks should not pay for it.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.randomUUID()).toString('base64');
  const policy = contentPolicy(nonce, request.nextUrl.pathname);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  // Next reads the nonce for its own scripts from this header.
  headers.set('content-security-policy', policy);
  headers.set(
    localeHeader,
    localeOfPage(request.nextUrl.pathname, {
      chosen: request.cookies.get(localeCookie)?.value,
      acceptLanguage: request.headers.get('accept-language'),
    }),
  );
  // Next cannot read such an address of its own pages either, and would answer that it failed.
  const response = isReadable(request.nextUrl.pathname)
    ? NextResponse.next({ request: { headers } })
    : NextResponse.rewrite(new URL('/not-found', request.url), { request: { headers } });
  response.headers.set('content-security-policy', policy);
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
  if (keyPaths.test(request.nextUrl.pathname)) response.headers.set('referrer-policy', 'no-referrer');
  // Its address holds a token.
  if (request.nextUrl.pathname === '/embed') response.headers.set('referrer-policy', 'no-referrer');
  return response;
}

export const config = {
  matcher: [
    { source: '/((?!api/|_next/static|_next/image|icon.svg|favicon.ico).*)' },
    // The one page beneath /api.
    { source: '/api/docs' },
  ],
};

function isReadable(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\0');
  } catch {
    return false;
  }
}

function contentPolicy(nonce: string, path: string): string {
  const isDevelopment = env().NODE_ENV === 'development';
  // React's development build evaluates code and brings styles of its own; a mail in the local mailbox does the latter.
  const script = isDevelopment ? " 'unsafe-eval'" : '';
  const style = isDevelopment || path.startsWith('/local/') ? "'unsafe-inline'" : `'nonce-${nonce}'`;
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${script}`,
    `style-src 'self' ${style}`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${frameAncestors(path, env().EMBED_ORIGINS)}`,
  ].join('; ');
}
