import type { Metadata } from 'next';
import { textsOf } from '#app/i18n/messages.ts';
import { pageLocale, pageTexts } from '#app/i18n/server.ts';
import { TextsProvider } from '#app/i18n/texts.tsx';
import { requireRole } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { createCaller } from '#server/trpc/router.ts';
import { MyDataScreen } from './my-data-screen.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await pageTexts('data');
  return { title: t('title') };
}

/** What is kept about whoever is signed in, to take along or to have erased. */
export default async function MyDataPage() {
  const viewer = await requireRole('user', '/my-data');
  const locale = await pageLocale();
  const wish = await createCaller({ viewer, deps: deps() }).erasure.mine();
  return (
    <TextsProvider locale={locale} messages={textsOf(locale, ['center', 'data'])}>
      <MyDataScreen wish={wish} hasAccount={viewer.email !== null} />
    </TextsProvider>
  );
}
