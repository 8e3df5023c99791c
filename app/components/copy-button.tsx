'use client';

import clsx from 'clsx';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useAnnounce } from './announcer.tsx';

interface CopyButtonProps {
  text: string;
  /** What is copied, such as `message id`. */
  what: string;
  className?: string;
}

/** Copies a text and says so, to eyes and to ears. */
export function CopyButton({ text, what, className }: CopyButtonProps) {
  const announce = useAnnounce();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(`Copied the ${what}.`);
    } catch {
      announce(`The browser did not allow copying the ${what}.`);
    }
  };
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={() => void copy()}
      aria-label={`Copy ${what}`}
      title={copied ? 'Copied' : `Copy ${what}`}
      className={clsx(
        'inline-grid size-6 shrink-0 place-items-center rounded-sm transition-colors hover:bg-hover hover:text-ink',
        copied ? 'text-good' : 'text-ink-faint',
        className,
      )}
    >
      <Icon aria-hidden className="size-3.5" />
    </button>
  );
}
