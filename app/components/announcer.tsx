'use client';

import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

const Announce = createContext<(text: string) => void>(() => undefined);

/** Holds the one polite live region of the page, so that a confirmation is also heard. */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ text: '', turn: 0 });
  const announce = useCallback((text: string) => setSaid((last) => ({ text, turn: last.turn + 1 })), []);
  return (
    <Announce value={announce}>
      {children}
      <div aria-live="polite" className="sr-only">
        {/* A new key makes the same words count as news. */}
        <span key={said.turn}>{said.text}</span>
      </div>
    </Announce>
  );
}

/** Returns the function that says a short sentence to screen readers. */
export function useAnnounce(): (text: string) => void {
  return useContext(Announce);
}
