import type { ReactNode } from 'react';
import { ApiProvider } from '#app/components/api-provider.tsx';
import { Clock } from '#app/components/clock.tsx';
import { LiveProvider } from '#app/components/live.tsx';
import { textsOf } from '#app/i18n/messages.ts';
import { pageLocale } from '#app/i18n/server.ts';
import { TextsProvider } from '#app/i18n/texts.tsx';
import { currentViewer } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { CenterShell } from './center-shell.tsx';

/** A person waits for their own messages, but hears of everybody's: they do not look at each of those at once. */
const REFRESH_GAP_MS = 1_000;

/** What a person sees of what was sent to them. Each page turns away who is not signed in. */
export default async function CenterLayout({ children }: { children: ReactNode }) {
  const [viewer, locale] = await Promise.all([currentViewer(), pageLocale()]);
  return (
    <TextsProvider locale={locale} messages={textsOf(locale, ['center'])}>
      {viewer === null ? (
        children
      ) : (
        <ApiProvider>
          <Clock startMs={Date.parse(deps().now())}>
            <LiveProvider gapMs={REFRESH_GAP_MS}>
              <CenterShell viewer={viewer}>{children}</CenterShell>
            </LiveProvider>
          </Clock>
        </ApiProvider>
      )}
    </TextsProvider>
  );
}
