'use client';

import { Search, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Input } from '#app/components/input.tsx';
import { Kbd } from '#app/components/kbd.tsx';
import { useShortcuts } from '#app/components/use-shortcuts.ts';
import { useTexts } from '#app/i18n/texts.tsx';

const typingPauseMs = 250;

/** Finds words while one types. `/` comes here, Escape empties it. */
export function InboxSearch({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const t = useTexts('inbox');
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
    const timer = setTimeout(() => onSearch(typed.trim()), typingPauseMs);
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
      <Search aria-hidden className="pointer-events-none absolute start-3 top-2.5 size-4 text-ink-faint" />
      <Input
        ref={input}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && typed !== '') clear();
        }}
        aria-label={t('search.label')}
        aria-keyshortcuts="/"
        placeholder={t('search.placeholder')}
        autoComplete="off"
        enterKeyHint="search"
        className="ps-9 pe-10"
      />
      <span className="absolute end-1.5 top-1.5 grid size-6 place-items-center">
        {typed === '' ? (
          <span aria-hidden="true" className="max-sm:hidden">
            <Kbd>/</Kbd>
          </span>
        ) : (
          <button
            type="button"
            onClick={clear}
            aria-label={t('search.clear')}
            className="grid size-6 place-items-center rounded-sm text-ink-faint hover:bg-hover hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </button>
        )}
      </span>
    </form>
  );
}
