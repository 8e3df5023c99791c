'use client';

import clsx from 'clsx';
import { Mail } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';

const places = [{ href: '/admin/messages', name: 'Messages', icon: Mail }] as const;

/** The places of the admin area. */
export function AdminNav({ className }: { className?: string }) {
  const path = usePathname();
  return (
    <nav aria-label="Main" className={className}>
      <ul className="grid gap-0.5">
        {places.map(({ href, name, icon: Icon }) => {
          const isHere = path === href || path.startsWith(`${href}/`);
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={path === href ? 'page' : isHere ? 'true' : undefined}
                className={clsx(
                  'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm font-medium transition-colors',
                  isHere ? 'bg-hover text-ink' : 'text-ink-soft hover:bg-hover hover:text-ink',
                )}
              >
                <Icon aria-hidden className={clsx('size-4', isHere && 'text-accent')} />
                {name}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
