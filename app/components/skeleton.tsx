import clsx from 'clsx';

/** A quiet bar where text will be. The list around it says that it is loading. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden="true" className={clsx('block rounded-xs bg-line motion-safe:breathe', className)} />
  );
}
