import type { Metadata } from 'next';
import { textsOf } from '#app/i18n/messages.ts';
import { pageLocale, pageTexts } from '#app/i18n/server.ts';
import { TextsProvider } from '#app/i18n/texts.tsx';
import { requireRole } from '#server/auth/current-viewer.ts';
import { requestContext } from '#server/trpc/context.ts';
import { createCaller } from '#server/trpc/router.ts';
import { PreferencesScreen } from './preferences-screen.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await pageTexts('preferences');
  return { title: t('title') };
}

/** What a person wishes to be told and where, rendered whole before any script runs. */
export default async function PreferencesPage() {
  await requireRole('user', '/preferences');
  const locale = await pageLocale();
  const caller = createCaller(await requestContext());
  const [grid, contacts, history] = await Promise.all([
    caller.preferences.mine(),
    caller.contacts.mine(),
    caller.preferences.history({}),
  ]);
  return (
    <TextsProvider locale={locale} messages={textsOf(locale, ['center', 'preferences'])}>
      <PreferencesScreen initial={{ grid, contacts, history }} />
    </TextsProvider>
  );
}
