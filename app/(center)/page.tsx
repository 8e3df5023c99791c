import { HydrationBoundary } from '@tanstack/react-query';
import { createServerSideHelpers } from '@trpc/react-query/server';
import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { textsOf } from '#app/i18n/messages.ts';
import { pageLocale, pageTexts } from '#app/i18n/server.ts';
import { TextsProvider } from '#app/i18n/texts.tsx';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { appRouter } from '#server/trpc/router.ts';
import { inboxAddress, inboxStateOf, listInput } from './inbox/filter.ts';
import { InboxScreen } from './inbox/inbox-screen.tsx';
import { ZoneProvider } from './inbox/zone.tsx';
import { zoneCookie, zoneOf } from './inbox/zone-cookie.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await pageTexts('inbox');
  return { title: t('title') };
}

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Everything that was sent to whoever is signed in. */
export default async function InboxPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  const state = inboxStateOf((name) => [query[name]].flat()[0] ?? null);
  const viewer = await requireRole('user', inboxAddress(state));
  const [locale, jar] = await Promise.all([pageLocale(), cookies()]);
  const helpers = createServerSideHelpers({ router: appRouter, ctx: { viewer, deps: deps() } });
  // What cannot be read now is asked for again, and explained, by the browser.
  await Promise.all([
    helpers.inbox.list.prefetchInfinite(listInput(state)),
    helpers.inbox.unreadCount.prefetch(),
    ...(state.n === null ? [] : [helpers.inbox.byId.prefetch({ id: state.n })]),
  ]);
  return (
    <TextsProvider locale={locale} messages={textsOf(locale, ['center', 'inbox'])}>
      <HydrationBoundary state={helpers.dehydrate()}>
        <ZoneProvider initial={zoneOf(jar.get(zoneCookie)?.value)}>
          <InboxScreen />
        </ZoneProvider>
      </HydrationBoundary>
    </TextsProvider>
  );
}
