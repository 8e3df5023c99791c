'use client';

import { ThemeProvider } from 'next-themes';
import type { ReactNode } from 'react';

/** Applies the viewer's theme before the first paint. `nonce` lets its inline script pass the content policy. */
export function Theme({ children, nonce }: { children: ReactNode; nonce?: string | undefined }) {
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableColorScheme={false}
      disableTransitionOnChange
      storageKey="earshot-theme"
      {...(nonce === undefined ? {} : { nonce })}
    >
      {children}
    </ThemeProvider>
  );
}
