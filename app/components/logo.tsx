import clsx from 'clsx';

/** The mark: a source, and the rings of those who heard it. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" className={clsx('size-6', className)}>
      <circle cx="8" cy="14.5" r="2.6" className="fill-accent" />
      <path
        d="M8 8.9a5.6 5.6 0 0 1 5.6 5.6"
        className="stroke-accent"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
      <path
        d="M4 4.6a10.7 10.7 0 0 1 14.3 13.5c-.5 1.4-1.6 2.5-3.1 2.9"
        className="stroke-ink"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}

export function Logo() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold tracking-tight whitespace-nowrap">
      <LogoMark />
      Earshot
    </span>
  );
}
