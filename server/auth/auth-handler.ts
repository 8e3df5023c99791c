import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { deps } from '#server/deps.ts';
import { rememberAddress } from './auth-cookies.ts';
import { authOptions } from './auth-options.ts';
import { callbackPath } from './callback-path.ts';
import { normaliseEmail } from './email-address.ts';
import { embeddedCookieName, endEmbeddedSession, noEmbeddedCookie } from './embedded-session.ts';
import { mailMode } from './mail-mode.ts';
import { allowLinkRequest } from './request-limit.ts';
import { clientIp, isSameOrigin } from './same-origin.ts';
import { confirmPath } from './sign-in-link.ts';
import type { SignInProblem } from './sign-in-problem.ts';

interface Context {
  readonly params: Promise<{ nextauth: string[] }>;
}

const answered = {
  GET: ['csrf', 'error', 'providers', 'session', 'signin', 'signout', 'verify-request'],
  POST: ['signout'],
} as const;

/** next-auth's GET routes, less the one that would use up a link because a mail scanner looked at it. */
export async function authGet(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  const action = nextauth.join('/');
  const query = request.nextUrl.searchParams;
  if (action === 'callback/email') {
    const callback = callbackPath(query.get('callbackUrl'), deps().env.PUBLIC_BASE_URL);
    return goTo(confirmPath(query.get('token') ?? '', callback));
  }
  const page = action === 'signin/email' ? 'signin' : action;
  if (!answered.GET.some((known) => known === page)) return notFound();
  return askNextAuth(request, { nextauth: [page] });
}

/** next-auth's POST routes, from our own pages only: asking for a link, using one, and signing out. */
export async function authPost(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  if (!isSameOrigin(request.headers))
    return new Response('Send this form from our own page.', { status: 403 });
  const action = nextauth.join('/');
  if (action === 'signin/email') return requestLink(request, nextauth);
  if (action === 'callback/email') return endHandOver(request, await useLink(request, nextauth));
  const isKnown = answered.POST.some((known) => known === action);
  return isKnown ? endHandOver(request, await askNextAuth(request, { nextauth })) : notFound();
}

/** Whoever signs in by themselves, or out, is no longer whom the host handed over. */
async function endHandOver(request: NextRequest, response: Response): Promise<Response> {
  const { env, sql } = deps();
  const token = request.cookies.get(embeddedCookieName(env.PUBLIC_BASE_URL))?.value;
  if (token === undefined) return response;
  await endEmbeddedSession({ sql, secret: env.NEXTAUTH_SECRET }, token);
  response.headers.append('set-cookie', noEmbeddedCookie(env.PUBLIC_BASE_URL));
  return response;
}

async function requestLink(request: NextRequest, nextauth: string[]): Promise<Response> {
  const { env } = deps();
  const form = new URLSearchParams(await request.clone().text());
  const typed = form.get('email') ?? '';
  const problem = await whyNoLink(typed, request.headers);
  const response =
    problem === null
      ? await askNextAuth(request, { nextauth })
      : backToForm(problem, callbackPath(form.get('callbackUrl'), env.PUBLIC_BASE_URL));
  response.headers.append('set-cookie', rememberAddress(normaliseEmail(typed) ?? typed, env.PUBLIC_BASE_URL));
  return response;
}

/** The answer is the same for known and unknown addresses. */
async function whyNoLink(typed: string, headers: Headers): Promise<SignInProblem | null> {
  const { env, sql, now } = deps();
  if (mailMode(env).mode === 'off') return 'MailOff';
  const email = normaliseEmail(typed);
  if (email === null) return 'InvalidAddress';
  const facts = { email, ip: clientIp(headers), now: now(), secret: env.NEXTAUTH_SECRET };
  return (await allowLinkRequest(sql, facts)) ? null : 'TooManyRequests';
}

/** The form carries the token in its body; next-auth reads it from the query, which here is never logged. */
async function useLink(request: NextRequest, nextauth: string[]): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const url = new URL(request.nextUrl);
  url.search = new URLSearchParams({
    token: form.get('token') ?? '',
    callbackUrl: callbackPath(form.get('callbackUrl'), deps().env.PUBLIC_BASE_URL),
  }).toString();
  return askNextAuth(new NextRequest(url, { method: 'POST', headers: request.headers }), { nextauth });
}

async function askNextAuth(request: NextRequest, params: { nextauth: string[] }): Promise<Response> {
  const baseUrl = deps().env.PUBLIC_BASE_URL;
  const response: Response = await NextAuth(request, { params }, authOptions());
  const location = response.headers.get('location');
  if (location !== null) response.headers.set('location', onThisHost(location, baseUrl));
  response.headers.set('cache-control', 'no-store');
  return response;
}

/**
 * The same place as a path, so that whoever came as 127.0.0.1 is not sent to localhost, where the cookie
 * they were just given does not count.
 */
function onThisHost(location: string, baseUrl: string): string {
  const { origin } = new URL(baseUrl);
  const target = new URL(location, origin);
  const callback = target.searchParams.get('callbackUrl');
  if (callback !== null) target.searchParams.set('callbackUrl', callbackPath(callback, baseUrl));
  return target.origin === origin ? `${target.pathname}${target.search}${target.hash}` : '/';
}

function backToForm(problem: SignInProblem, callback: string): Response {
  return goTo(`/sign-in?${new URLSearchParams({ error: problem, callbackUrl: callback })}`);
}

function goTo(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path, 'cache-control': 'no-store' } });
}

function notFound(): Response {
  return new Response('Not found.', { status: 404 });
}
