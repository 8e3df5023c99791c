'use client';

import clsx from 'clsx';
import { Database, Inbox, type LucideIcon, SlidersHorizontal } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTexts } from '#app/i18n/texts.tsx';

const places = [
  { href: '/', name: 'inbox', icon: Inbox },
  { href: '/preferences', name: 'preferences', icon: SlidersHorizontal },
  { href: '/my-data', name: 'data', icon: Database },
] as const satisfies readonly { href: string; name: string; icon: LucideIcon }[];

/** The places of the notification center. Where there is little room the signs stand alone, each with its name. */
export function CenterNav() {
  const t = useTexts('center');
  const path = usePathname();
  return (
    <nav aria-label={t('nav.label')} className="min-w-0">
      <ul className="flex gap-0.5">
        {places.map(({ href, name, icon: Icon }) => (
          <li key={href}>
            <Link
              href={href}
              title={t(`nav.${name}`)}
              aria-current={path === href ? 'page' : undefined}
              className={clsx(
                'flex h-8 items-center gap-2 rounded-md px-2.5 text-sm font-medium transition-colors',
                path === href ? 'bg-hover text-ink' : 'text-ink-soft hover:bg-hover hover:text-ink',
              )}
            >
              <Icon aria-hidden className={clsx('size-4', path === href && 'text-accent')} />
              <span className="max-sm:sr-only">{t(`nav.${name}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
