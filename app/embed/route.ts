import { isLocale, localeCookie } from '#app/i18n/locale.ts';
import { embeddedCookie, reach } from '#server/auth/embedded-session.ts';
import { handOver } from '#server/auth/hand-over.ts';
import { deps } from '#server/deps.ts';
import { embedNotice } from './notice.ts';

export const dynamic = 'force-dynamic';

const year = 365 * 24 * 60 * 60;
const maxBodyBytes = 10_000;

/** Takes a token in the address, which then leaves it. */
export function GET(request: Request): Promise<Response> {
  return takeToken(request, new URL(request.url).searchParams.get('token'));
}

/** Takes a token in a form, so that it stands in no access log. The token is the whole authority: no cookie is read. */
export async function POST(request: Request): Promise<Response> {
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (!(length <= maxBodyBytes)) return await takeToken(request, null);
  return await takeToken(request, new URLSearchParams(await request.text()).get('token'));
}

async function takeToken(request: Request, token: string | null): Promise<Response> {
  const { log, env } = deps();
  const answer = await handOver(deps(), token ?? '');
  if (!answer.ok) {
    log.warn({ problem: answer.problem }, 'a hand-over was refused');
    return await embedNotice(request, 'refused', answer.problem === 'not_set_up' ? 404 : 403);
  }
  const headers = new Headers({ location: '/embed/open', 'cache-control': 'no-store' });
  headers.append('set-cookie', embeddedCookie(answer.sessionToken, env.PUBLIC_BASE_URL));
  const [language] = (answer.locale ?? '').toLowerCase().split('-');
  if (isLocale(language)) {
    const kept = `${localeCookie}=${language}; Path=/; Max-Age=${year}${reach(env.PUBLIC_BASE_URL)}`;
    headers.append('set-cookie', kept);
  }
  return new Response(null, { status: 303, headers });
}
