'use client';

import { ChevronsUpDown, Keyboard, LogOut } from 'lucide-react';
import Link from 'next/link';
import { useRef } from 'react';
import type { Role } from '#server/auth/viewer.ts';
import { KeyboardHelp } from './keyboard-help.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

const roleNames = { user: 'User', support: 'Support', admin: 'Administrator' } as const satisfies Record<
  Role,
  string
>;

const itemClass =
  'flex h-9 w-full items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-soft transition-colors hover:bg-hover hover:text-ink';

/** Who is signed in, the theme, the keys, and the way out. */
export function ViewerMenu({ email, role }: { email: string; role: Role }) {
  const help = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button
        type="button"
        popoverTarget="viewer-menu"
        className="flex h-9 w-full items-center gap-2.5 rounded-md px-1.5 text-left transition-colors hover:bg-hover"
      >
        <span
          aria-hidden="true"
          data-initial={email.slice(0, 1)}
          className="grid size-6 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent uppercase before:content-[attr(data-initial)]"
        />
        <span className="sr-only">Account: </span>
        <span className="min-w-0 flex-1 truncate text-sm max-xl:sr-only">{email}</span>
        <ChevronsUpDown aria-hidden className="size-3.5 text-ink-faint max-xl:hidden" />
      </button>
      <div
        id="viewer-menu"
        popover="auto"
        className="fixed inset-auto top-14 right-3 m-0 w-60 rounded-lg border border-line bg-raised p-1.5 text-ink shadow-pop xl:top-auto xl:right-auto xl:bottom-16 xl:left-3"
      >
        <div className="grid px-2.5 py-2">
          <span className="truncate text-sm font-medium">{email}</span>
          <span className="text-xs text-ink-soft">{roleNames[role]}</span>
        </div>
        <div className="border-y border-line px-1 py-2.5">
          <ThemeSwitch />
        </div>
        <div className="grid pt-1.5">
          <button type="button" className={itemClass} onClick={() => help.current?.showModal()}>
            <Keyboard aria-hidden className="size-4" />
            Keyboard shortcuts
          </button>
          <Link href="/sign-out" prefetch={false} className={itemClass}>
            <LogOut aria-hidden className="size-4" />
            Sign out
          </Link>
        </div>
      </div>
      <KeyboardHelp dialog={help} />
    </>
  );
}
