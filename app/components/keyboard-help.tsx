'use client';

import { X } from 'lucide-react';
import { type RefObject, useMemo } from 'react';
import { Checkbox } from './checkbox.tsx';
import { Kbd } from './kbd.tsx';
import { useShortcuts, useShortcutsEnabled } from './use-shortcuts.ts';

export interface KeyboardWords {
  readonly title: string;
  readonly close: string;
  readonly enable: string;
  readonly keys: readonly { readonly keys: readonly string[]; readonly does: string }[];
}

const english: KeyboardWords = {
  title: 'Keyboard',
  close: 'Close',
  enable: 'Single keys act on the whole page',
  keys: [
    { keys: ['/'], does: 'Search' },
    { keys: ['j', 'k'], does: 'Next, previous row or event' },
    { keys: ['Enter'], does: 'Open' },
    { keys: ['?'], does: 'This help' },
  ],
};

interface Props {
  dialog: RefObject<HTMLDialogElement | null>;
  /** English, and the keys of the admin area, where it is not given. */
  words?: KeyboardWords;
}

/** Lists the keys, and lets a person switch the single ones off. Opened by its ref, or by `?`. */
export function KeyboardHelp({ dialog, words = english }: Props) {
  const [enabled, setEnabled] = useShortcutsEnabled();
  useShortcuts(useMemo(() => ({ '?': () => dialog.current?.showModal() }), [dialog]));
  return (
    <dialog
      ref={dialog}
      closedby="any"
      aria-labelledby="keyboard-help"
      className="m-auto w-[min(24rem,calc(100vw-2rem))] rounded-xl border border-line bg-raised p-5 text-ink shadow-pop backdrop:bg-ink/30"
    >
      <div className="flex items-center justify-between">
        <h2 id="keyboard-help" className="text-lg font-semibold tracking-tight">
          {words.title}
        </h2>
        <button
          type="button"
          aria-label={words.close}
          onClick={() => dialog.current?.close()}
          className="grid size-7 place-items-center rounded-sm text-ink-soft hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      <dl className="mt-4 grid gap-2.5">
        {words.keys.map((entry) => (
          <div key={entry.does} className="flex items-center justify-between gap-4 text-sm">
            <dt className="text-ink-soft">{entry.does}</dt>
            <dd className="flex gap-1">
              {entry.keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="mt-5 flex min-h-6 items-center gap-2.5 border-t border-line pt-4 text-sm">
        <Checkbox
          checked={enabled}
          onChange={(event) => setEnabled(event.target.checked)}
          className="size-4"
        />
        {words.enable}
      </label>
    </dialog>
  );
}
