import clsx from 'clsx';
import type { ComponentProps } from 'react';

/** A quiet sheet that groups what belongs together. */
export function Card({ className, ...rest }: ComponentProps<'div'>) {
  return <div className={clsx('rounded-lg border border-line bg-surface', className)} {...rest} />;
}
