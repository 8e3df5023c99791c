import Link from 'next/link';
import type { ReactNode } from 'react';
import type { SignedInViewer } from '#server/auth/viewer.ts';
import { AdminNav } from './admin-nav.tsx';
import { Logo } from './logo.tsx';
import { ViewerMenu } from './viewer-menu.tsx';

/** The frame of the admin area: places at the side, or in a bar on top where there is little room. */
export function AdminShell({ viewer, children }: { viewer: SignedInViewer; children: ReactNode }) {
  return (
    <div className="xl:grid xl:grid-cols-[13.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only rounded-md bg-solid text-sm font-medium text-on-solid focus-visible:not-sr-only focus-visible:fixed focus-visible:top-2 focus-visible:left-2 focus-visible:z-50 focus-visible:px-3 focus-visible:py-2"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-30 flex h-13 items-center gap-3 border-b border-line bg-canvas px-4 xl:h-dvh xl:flex-col xl:items-stretch xl:gap-5 xl:border-r xl:border-b-0 xl:px-3 xl:py-4">
        {/* On the narrowest screens the mark stands alone. */}
        <Link
          href="/admin/messages"
          className="flex shrink-0 overflow-hidden rounded-sm whitespace-nowrap max-[25rem]:w-6 xl:px-2.5"
        >
          <Logo />
        </Link>
        <AdminNav role={viewer.role} className="min-w-0 max-xl:ml-1" />
        <div className="ml-auto shrink-0 xl:mt-auto xl:ml-0 xl:shrink">
          <ViewerMenu email={viewer.email} role={viewer.role} />
        </div>
      </header>
      <main id="main" tabIndex={-1} className="min-w-0 outline-none">
        {children}
      </main>
    </div>
  );
}
