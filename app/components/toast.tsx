'use client';

import { Check, CircleAlert, LoaderCircle, Undo2, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';

/** What was done, with the way back where there is one. */
export interface ToastNews {
  /** Another one for other news, so that it stays its whole time. */
  readonly key: number;
  readonly state: keyof typeof looks;
  readonly text: string;
  readonly undo: (() => void) | null;
}

interface Props {
  news: ToastNews | null;
  words: { readonly label: string; readonly undo: string; readonly dismiss: string };
  /** Until it is dismissed or replaced: nobody need hurry. Else it goes after a while. */
  stays?: boolean;
  onGone: () => void;
}

const looks = {
  saving: { icon: LoaderCircle, tone: 'text-ink-faint motion-safe:breathe' },
  done: { icon: Check, tone: 'text-good' },
  failed: { icon: CircleAlert, tone: 'text-bad' },
} as const;

const stayMs = 8_000;

/**
 * Says at the foot of the page what was done. Where it goes by itself, it stays as long as somebody points at it or has the
 * focus in it. What it says is announced by whoever did it; this is only where the way back is.
 */
export function Toast({ news, words, stays = false, onGone }: Props) {
  const hold = useTimeToGo(news, stays, onGone);
  if (news === null) return null;
  const { icon: Icon, tone } = looks[news.state];
  return (
    <section
      aria-label={words.label}
      {...hold}
      className="fixed inset-x-4 bottom-4 z-40 mx-auto flex w-fit max-w-[min(32rem,calc(100vw-2rem))] items-center gap-2.5 rounded-lg border border-line bg-raised py-2 ps-3.5 pe-2 text-sm shadow-pop"
    >
      <Icon aria-hidden className={`size-4 ${tone}`} />
      <p className="min-w-0 flex-1">{news.text}</p>
      {news.undo !== null && (
        <Button variant="quiet" size="sm" onClick={news.undo}>
          <Undo2 aria-hidden className="size-3.5 rtl:-scale-x-100" />
          {words.undo}
        </Button>
      )}
      <button
        type="button"
        aria-label={words.dismiss}
        onClick={onGone}
        className="grid size-7 place-items-center rounded-sm text-ink-faint hover:bg-hover hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </button>
    </section>
  );
}

/** What holds it: a pointer over it, or the focus in it. */
function useTimeToGo(news: ToastNews | null, stays: boolean, onGone: () => void) {
  const [isHeld, setHeld] = useState(false);
  // What held it is gone with it, without a word.
  if (news === null && isHeld) setHeld(false);
  useEffect(() => {
    if (news === null || stays || isHeld) return;
    const timer = setTimeout(onGone, stayMs);
    return () => clearTimeout(timer);
  }, [news, stays, isHeld, onGone]);
  return {
    onPointerEnter: () => setHeld(true),
    onPointerLeave: () => setHeld(false),
    onFocus: () => setHeld(true),
    onBlur: () => setHeld(false),
  };
}
