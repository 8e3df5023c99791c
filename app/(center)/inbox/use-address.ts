'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { type InboxState, inboxAddress, inboxStateOf } from './filter.ts';

/**
 * What the inbox shows, kept in the address. The browser's own history carries it, which Next follows without asking the server:
 * a library for this would be a twentieth of the script of this page.
 */
export function useAddress() {
  const query = useSearchParams();
  const state = useMemo(() => inboxStateOf((name) => query.get(name)), [query]);
  const setState = useCallback((next: Partial<InboxState>, { history }: { history: 'push' | 'replace' }) => {
    // What was set a moment ago may not be drawn yet.
    const now = new URLSearchParams(window.location.search);
    const address = inboxAddress({ ...inboxStateOf((name) => now.get(name)), ...next });
    if (history === 'push') window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
  }, []);
  return [state, setState] as const;
}
