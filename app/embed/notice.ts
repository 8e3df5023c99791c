import { directionOf } from '#app/i18n/locale.ts';
import { pageLocale, pageTexts } from '#app/i18n/server.ts';
import { unsubscribePage } from '#app/unsubscribe/unsubscribe-page.ts';

/** Stands in the frame where the center would be, and says what to do. It needs neither a session nor a script. */
export async function embedNotice(
  request: Request,
  why: 'refused' | 'ended' | 'cookies',
  status: number,
): Promise<Response> {
  const [language, t] = await Promise.all([pageLocale(), pageTexts('embed')]);
  const page = unsubscribePage({
    title: t(`${why}Title`),
    lead: t(`${why}Lead`),
    isDone: false,
    action: null,
    link: null,
    language,
    direction: directionOf(language),
    nonce: request.headers.get('x-nonce'),
  });
  return new Response(page, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}
