import clsx from 'clsx';
import { CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';

interface NoticeProps {
  tone: 'bad' | 'calm';
  children: ReactNode;
}

/** A few words above the form. A bad one is an alert; either says its kind by shape as well as colour. */
export function Notice({ tone, children }: NoticeProps) {
  const Icon = tone === 'bad' ? CircleAlert : Info;
  return (
    <div
      role={tone === 'bad' ? 'alert' : undefined}
      className={clsx(
        'flex items-start gap-2 rounded-md px-3 py-2.5',
        tone === 'bad' ? 'bg-bad-soft text-bad' : 'bg-calm-soft text-ink',
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4" />
      <div className="grid gap-1">{children}</div>
    </div>
  );
}
