'use client';

import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react';
import { zoneCookie } from './zone-cookie.ts';

const year = 365 * 24 * 60 * 60;
const Initial = createContext('UTC');

/** Keeps the time zone of this browser for the server, so that days are grouped alike before and after the page wakes. */
export function ZoneProvider({ initial, children }: { initial: string; children: ReactNode }) {
  useEffect(() => {
    const secure = location.protocol === 'https:' ? '; secure' : '';
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that people still use.
    document.cookie = `${zoneCookie}=${encodeURIComponent(ownZone())}; path=/; max-age=${year}; samesite=lax${secure}`;
  }, []);
  return <Initial value={initial}>{children}</Initial>;
}

/** The time zone of the viewer; until the page wakes, the one that this browser had when it was here last. */
export function useZone(): string {
  const initial = useContext(Initial);
  return useSyncExternalStore(noChange, ownZone, () => initial);
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function noChange(): () => void {
  return () => {};
}
