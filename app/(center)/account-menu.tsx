'use client';

import clsx from 'clsx';
import { Keyboard, LogOut, UserRound } from 'lucide-react';
import Link from 'next/link';
import { useMemo, useRef } from 'react';
import { KeyboardHelp, type KeyboardWords } from '#app/components/keyboard-help.tsx';
import { ThemeSwitch } from '#app/components/theme-switch.tsx';
import { LocaleSwitch } from '#app/i18n/locale-switch.tsx';
import { useTexts } from '#app/i18n/texts.tsx';

const itemClass =
  'flex h-9 w-full items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-soft transition-colors hover:bg-hover hover:text-ink';

/**
 * Who is signed in, how the pages look and speak, the keys, and the way out. Whom a host handed over, `email` null, leaves by
 * leaving the host.
 */
export function AccountMenu({ email }: { email: string | null }) {
  const t = useTexts('center');
  const help = useRef<HTMLDialogElement>(null);
  const words = useKeyboardWords();
  return (
    <>
      <button
        type="button"
        popoverTarget="account-menu"
        className="flex h-9 items-center rounded-md px-1.5 transition-colors hover:bg-hover"
      >
        {email === null ? (
          <UserRound aria-hidden className="size-5 text-ink-soft" />
        ) : (
          <span
            aria-hidden="true"
            data-initial={email.slice(0, 1)}
            className="grid size-6 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent uppercase before:content-[attr(data-initial)]"
          />
        )}
        <span className="sr-only">{email === null ? t('account.menu') : `${t('account.open')}${email}`}</span>
      </button>
      <div
        id="account-menu"
        popover="auto"
        className="fixed inset-auto end-3 top-14 m-0 w-60 rounded-lg border border-line bg-raised p-1.5 text-ink shadow-pop"
      >
        {email !== null && <p className="truncate px-2.5 py-2 text-sm font-medium">{email}</p>}
        <div className={clsx('grid gap-2 border-b border-line px-1 py-2.5', email !== null && 'border-t')}>
          <ThemeSwitch
            words={{
              theme: t('account.theme'),
              light: t('account.light'),
              dark: t('account.dark'),
              system: t('account.system'),
            }}
          />
          <LocaleSwitch />
        </div>
        <div className="grid pt-1.5">
          <button type="button" className={itemClass} onClick={() => help.current?.showModal()}>
            <Keyboard aria-hidden className="size-4" />
            {t('account.shortcuts')}
          </button>
          {email !== null && (
            <Link href="/sign-out" prefetch={false} className={itemClass}>
              <LogOut aria-hidden className="size-4" />
              {t('account.signOut')}
            </Link>
          )}
        </div>
      </div>
      <KeyboardHelp dialog={help} words={words} />
    </>
  );
}

function useKeyboardWords(): KeyboardWords {
  const t = useTexts('center');
  return useMemo(
    () => ({
      title: t('keyboard.title'),
      close: t('keyboard.close'),
      enable: t('keyboard.enable'),
      keys: [
        { keys: ['j', 'k'], does: t('keyboard.move') },
        { keys: ['Enter'], does: t('keyboard.open') },
        { keys: ['e'], does: t('keyboard.archive') },
        { keys: ['u'], does: t('keyboard.unread') },
        { keys: ['/'], does: t('keyboard.search') },
        { keys: ['?'], does: t('keyboard.help') },
      ],
    }),
    [t],
  );
}
