import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type Tone = 'good' | 'warn' | 'bad' | 'accent' | 'calm';

const tones = {
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  accent: 'bg-accent-soft text-accent',
  calm: 'bg-calm-soft text-calm',
} as const satisfies Record<Tone, string>;

const plainTones = {
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  accent: 'text-accent',
  calm: 'text-calm',
} as const satisfies Record<Tone, string>;

interface BadgeProps {
  tone?: Tone;
  /** Says the state by shape, so that colour is never the only sign. */
  icon?: LucideIcon;
  /** Without a ground: for what is as it should be, so that the rest stands out. */
  plain?: boolean;
  children: ReactNode;
  className?: string;
}

export function Badge({ tone = 'calm', icon: Icon, plain = false, children, className }: BadgeProps) {
  return (
    <span
      className={clsx(
        'inline-flex max-w-full items-center gap-1.5 rounded-sm py-0.5 text-xs font-medium',
        plain ? plainTones[tone] : ['px-1.5', tones[tone]],
        className,
      )}
    >
      {Icon !== undefined && <Icon aria-hidden className="size-3.5" strokeWidth={2.25} />}
      <span className="truncate">{children}</span>
    </span>
  );
}
