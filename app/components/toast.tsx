'use client';

import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';

/** What was done, with the way back where there is one. */
export interface ToastNews {
  /** Another one for other news, so that it starts anew. */
  readonly key: number;
  readonly text: string;
  readonly undo: (() => void) | null;
}

interface Props {
  news: ToastNews | null;
  words: { readonly undo: string; readonly dismiss: string };
  onGone: () => void;
}

const stayMs = 8_000;

/** Says at the foot of the page what was done. It stays as long as somebody points at it or has the focus in it. */
export function Toast({ news, words, onGone }: Props) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (news === null || isHeld) return;
    const timer = setTimeout(onGone, stayMs);
    return () => clearTimeout(timer);
  }, [news, isHeld, onGone]);
  if (news === null) return null;
  const leave = () => {
    setHeld(false);
    onGone();
  };
  return (
    // What it says is announced by whoever did it; this is only where the way back is.
    <section
      key={news.key}
      aria-label={news.text}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="fixed inset-x-4 bottom-4 z-40 mx-auto flex w-fit max-w-[calc(100vw-2rem)] items-center gap-3 rounded-lg border border-line bg-raised py-2 ps-4 pe-2 text-sm shadow-pop"
    >
      <p>{news.text}</p>
      {news.undo !== null && (
        <Button
          size="sm"
          onClick={() => {
            news.undo?.();
            leave();
          }}
        >
          {words.undo}
        </Button>
      )}
      <button
        type="button"
        aria-label={words.dismiss}
        onClick={leave}
        className="grid size-7 place-items-center rounded-sm text-ink-faint hover:bg-hover hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </button>
    </section>
  );
}
