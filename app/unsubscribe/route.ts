import { categoryWords } from '#app/i18n/category-words.ts';
import { directionOf } from '#app/i18n/locale.ts';
import { pageLocale, pageTexts } from '#app/i18n/server.ts';
import { deps } from '#server/deps.ts';
import { createCaller } from '#server/trpc/router.ts';
import { pressedIn } from './pressed.ts';
import { type UnsubscribePage, unsubscribePage } from './unsubscribe-page.ts';

export const dynamic = 'force-dynamic';

/** Shows what the link would do. Scanners fetch every link of a mail, so looking changes nothing. */
export async function GET(request: Request): Promise<Response> {
  const token = tokenIn(request);
  const found = await links().look({ token });
  return found === null ? await dead(request) : await answer(request, await asked(found, token), 200);
}

/**
 * Does it, in force before the answer: for our own button, and for mail programs by RFC 8058. The token in the address is
 * the whole authority, so neither a cookie nor an origin is asked for, and nobody is sent elsewhere.
 */
export async function POST(request: Request): Promise<Response> {
  const token = tokenIn(request);
  const found = await links().look({ token });
  if (found === null) return await dead(request);
  if ((await pressedIn(request)) !== found.may) return await answer(request, await asked(found, token), 400);
  const done = await links().act({ token, language: await pageLocale() });
  return done === null ? await dead(request) : await answer(request, await told(done), 200);
}

/** Nobody is signed in here, whatever cookies come along. */
function links() {
  return createCaller({ viewer: null, deps: deps() }).links;
}

type Found = NonNullable<Awaited<ReturnType<ReturnType<typeof links>['look']>>>;
type Done = NonNullable<Awaited<ReturnType<ReturnType<typeof links>['act']>>>;
type Words = Pick<UnsubscribePage, 'title' | 'lead' | 'isDone' | 'action' | 'link'>;

function tokenIn(request: Request): string {
  return (new URL(request.url).searchParams.get('token') ?? '').slice(0, 5_000);
}

async function asked(found: Found, token: string): Promise<Words> {
  const t = await pageTexts('unsubscribe');
  const path = `/unsubscribe?token=${encodeURIComponent(token)}`;
  const link = await manageLink(found);
  if (found.may === 'undo') {
    const action = { path, field: 'undo', label: t('undoAction') } as const;
    return { title: t('undoTitle'), lead: t('undoLead'), isDone: false, action, link };
  }
  if (found.may === 'keep') {
    const action = { path, field: 'keep', label: t('keepAction') } as const;
    return { title: t('keepTitle'), lead: t('keepLead'), isDone: false, action, link };
  }
  const category = await titleOf(found);
  return {
    title: category === null ? t('askTitleUnknown') : t('askTitle', { category }),
    lead: t('askLead'),
    isDone: false,
    action: { path, field: 'List-Unsubscribe', label: t('unsubscribe') },
    link,
  };
}

async function told(done: Done): Promise<Words> {
  const t = await pageTexts('unsubscribe');
  const link = await manageLink(done);
  switch (done.outcome) {
    case 'unsubscribed': {
      const category = await titleOf(done);
      const undo =
        done.undo === null ? null : ({ path: done.undo, field: 'undo', label: t('undo') } as const);
      const lead = category === null ? t('doneLeadUnknown') : t('doneLead', { category });
      return { title: t('doneTitle'), lead, isDone: true, action: undo, link };
    }
    case 'undone':
      return { title: t('undoneTitle'), lead: t('undoneLead'), isDone: true, action: null, link };
    case 'kept':
      return { title: t('keptTitle'), lead: t('keptLead'), isDone: true, action: null, link };
    case 'superseded':
      return { title: t('supersededTitle'), lead: t('supersededLead'), isDone: false, action: null, link };
  }
}

async function titleOf({ category, title }: Pick<Found, 'category' | 'title'>): Promise<string | null> {
  if (category === null || title === null) return null;
  return categoryWords(await pageTexts('preferences'), { name: category, title, help: '' }).title;
}

async function manageLink({ manage }: Pick<Found, 'manage'>): Promise<Words['link']> {
  if (manage === null) return null;
  return { path: manage, label: (await pageTexts('unsubscribe'))('manage') };
}

/** One page for every token that is no good: it must not tell which part of it was right. */
async function dead(request: Request): Promise<Response> {
  const t = await pageTexts('unsubscribe');
  const link = { path: '/preferences', label: t('signIn') };
  const words = { title: t('deadTitle'), lead: t('deadLead'), isDone: false, action: null, link };
  return await answer(request, words, 404);
}

async function answer(request: Request, words: Words, status: number): Promise<Response> {
  const language = await pageLocale();
  const nonce = request.headers.get('x-nonce');
  const page = unsubscribePage({ ...words, language, direction: directionOf(language), nonce });
  return new Response(page, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    },
  });
}
