'use client';

import clsx from 'clsx';
import {
  BellRing,
  BookOpen,
  ChevronDown,
  Eraser,
  Inbox,
  KeyRound,
  type LucideIcon,
  Mail,
  MailWarning,
  ShieldBan,
  Sunset,
  TableProperties,
  Workflow,
} from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useRef } from 'react';
import type { Role } from '#server/auth/viewer.ts';

interface Place {
  readonly href: string;
  readonly name: string;
  readonly icon: LucideIcon;
  /** Others are turned away there. */
  readonly isForAdmins?: true;
}

const messages: Place = { href: '/admin/messages', name: 'Messages', icon: Mail };
const places: readonly Place[] = [
  messages,
  { href: '/admin/alerts', name: 'Alerts', icon: BellRing },
  { href: '/admin/sunset', name: 'Sunset', icon: Sunset },
  { href: '/admin/policies', name: 'Escalation policies', icon: Workflow },
  { href: '/admin/dead-letters', name: 'Dead letters', icon: MailWarning },
  { href: '/admin/refused-webhooks', name: 'Refused webhooks', icon: ShieldBan },
  { href: '/admin/projections', name: 'Read models', icon: TableProperties },
  { href: '/admin/erasures', name: 'Erasures', icon: Eraser, isForAdmins: true },
  { href: '/admin/api-keys', name: 'API keys', icon: KeyRound, isForAdmins: true },
  { href: '/api/docs', name: 'API reference', icon: BookOpen },
];

/** Everybody's own, staff included. */
const inbox: Place = { href: '/', name: 'My notifications', icon: Inbox };

/** The places of the admin area that the role may see: in a column at the side, or behind a button in the bar on top. */
export function AdminNav({ role, className }: { role: Role; className?: string }) {
  const path = usePathname();
  const menu = useRef<HTMLDivElement>(null);
  const here = places.find(({ href }) => isWithin(path, href)) ?? messages;
  return (
    <nav aria-label="Main" className={className}>
      <PlaceList role={role} path={path} className="max-xl:hidden" />
      <button
        type="button"
        popoverTarget="places"
        className="flex h-8 max-w-full items-center gap-2 rounded-md px-2.5 text-sm font-medium transition-colors hover:bg-hover xl:hidden"
      >
        <here.icon aria-hidden className="size-4 text-accent" />
        <span className="sr-only">Go elsewhere. You are at: </span>
        <span className="min-w-0 truncate">{here.name}</span>
        <ChevronDown aria-hidden className="size-3.5 text-ink-faint" />
      </button>
      <div
        ref={menu}
        id="places"
        popover="auto"
        className="fixed inset-auto top-14 left-3 m-0 w-60 rounded-lg border border-line bg-raised p-1.5 text-ink shadow-pop"
      >
        <PlaceList role={role} path={path} onGo={() => menu.current?.hidePopover()} />
      </div>
    </nav>
  );
}

interface ListProps {
  role: Role;
  path: string;
  className?: string;
  onGo?: () => void;
}

function PlaceList({ role, path, className, onGo }: ListProps) {
  const shown = places.filter(({ isForAdmins }) => isForAdmins !== true || role === 'admin');
  return (
    <ul className={clsx('grid gap-0.5', className)}>
      {[...shown, inbox].map(({ href, name, icon: Icon }) => {
        const isHere = isWithin(path, href);
        return (
          <li key={href} className={clsx(href === inbox.href && 'mt-1.5 border-t border-line pt-1.5')}>
            <Link
              href={href}
              {...(onGo === undefined ? {} : { onClick: onGo })}
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
  );
}

function isWithin(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`);
}
