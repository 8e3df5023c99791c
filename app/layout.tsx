import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Announcer } from './components/announcer.tsx';
import { EffectsAtOnce } from './components/effects-at-once.tsx';
import { Theme } from './components/theme.tsx';
import './globals.css';
import { directionOf } from './i18n/locale.ts';
import { pageLocale } from './i18n/server.ts';

export const metadata: Metadata = {
  title: { default: 'Earshot', template: '%s · Earshot' },
  description: 'Know that your messages were heard.',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  const locale = await pageLocale();
  return (
    // The theme script sets `data-theme` before React wakes, so this one element may differ from the server's.
    <html
      lang={locale}
      dir={directionOf(locale)}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <EffectsAtOnce />
        <Theme nonce={nonce}>
          <Announcer>{children}</Announcer>
        </Theme>
      </body>
    </html>
  );
}
