import Link from 'next/link';
import type { ComponentProps } from 'react';

/** A link within a sentence, tall enough to be hit with a thumb. */
export function TextLink(props: Omit<ComponentProps<typeof Link>, 'className' | 'prefetch'>) {
  return (
    <Link
      {...props}
      prefetch={false}
      className="py-0.5 font-medium text-accent underline decoration-accent-line underline-offset-2 hover:decoration-current"
    />
  );
}
