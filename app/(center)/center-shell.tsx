'use client';

import { ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Logo } from '#app/components/logo.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import type { Viewer } from '#server/auth/viewer.ts';
import { AccountMenu } from './account-menu.tsx';
import { CenterNav } from './center-nav.tsx';

/** The frame of the notification center: one bar on top, and the page. */
export function CenterShell({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  const t = useTexts('center');
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only rounded-md bg-solid text-sm font-medium text-on-solid focus-visible:not-sr-only focus-visible:fixed focus-visible:start-2 focus-visible:top-2 focus-visible:z-50 focus-visible:px-3 focus-visible:py-2"
      >
        {t('skip')}
      </a>
      <header className="sticky top-0 z-30 flex h-13 shrink-0 items-center gap-2 border-b border-line bg-canvas px-4 sm:gap-4">
        {/* On the narrowest screens the mark stands alone. */}
        <Link href="/" className="flex shrink-0 overflow-hidden rounded-sm whitespace-nowrap max-[30rem]:w-6">
          <Logo />
        </Link>
        <CenterNav />
        <div className="ms-auto flex shrink-0 items-center gap-1">
          {viewer.role !== 'user' && (
            <Link
              href="/admin/messages"
              prefetch={false}
              title={t('nav.admin')}
              className="flex h-8 items-center gap-2 rounded-md px-2 text-sm font-medium text-ink-soft transition-colors hover:bg-hover hover:text-ink"
            >
              <ShieldCheck aria-hidden className="size-4" />
              <span className="max-sm:sr-only">{t('nav.admin')}</span>
            </Link>
          )}
          <AccountMenu email={viewer.email} />
        </div>
      </header>
      <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
        {children}
      </main>
    </div>
  );
}
