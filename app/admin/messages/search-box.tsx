'use client';

import { Search, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Input } from '#app/components/input.tsx';
import { Kbd } from '#app/components/kbd.tsx';
import { useShortcuts } from '#app/components/use-shortcuts.ts';

const TYPING_PAUSE_MS = 250;

interface SearchBoxProps {
  value: string;
  onSearch: (text: string) => void;
}

/** Finds by recipient or id while one types. `/` comes here, Escape empties it. */
export function SearchBox({ value, onSearch }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  // The address changed by other means, such as the back button.
  if (seen !== value) {
    setSeen(value);
    if (typed.trim() !== value) setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onSearch(typed.trim()), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onSearch]);
  useShortcuts(useMemo(() => ({ '/': () => input.current?.select() }), []));

  const clear = () => {
    setTyped('');
    onSearch('');
    input.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: React's types do not know the element `search` as a form.
    <form
      role="search"
      className="relative"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(typed.trim());
      }}
    >
      <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint" />
      <Input
        ref={input}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && typed !== '') clear();
        }}
        aria-label="Search by recipient, message id or provider’s id"
        aria-keyshortcuts="/"
        placeholder="Recipient or any id"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
        className="pr-10 pl-9"
      />
      <span className="absolute top-1.5 right-1.5 grid size-6 place-items-center">
        {typed === '' ? (
          <span aria-hidden="true" className="max-sm:hidden">
            <Kbd>/</Kbd>
          </span>
        ) : (
          <button
            type="button"
            onClick={clear}
            aria-label="Clear search"
            className="grid size-6 place-items-center rounded-sm text-ink-faint hover:bg-hover hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </button>
        )}
      </span>
    </form>
  );
}
