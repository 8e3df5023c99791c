import type { ReactNode } from 'react';
import { BackLink } from '#app/components/back-link.tsx';

interface PolicyLayoutProps {
  header: ReactNode;
  main: ReactNode;
  /** Beside the rest where there is room, else beneath it. */
  aside: ReactNode;
}

/** The page of one policy, new or not. */
export function PolicyLayout({ header, main, aside }: PolicyLayoutProps) {
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-5 px-4 py-5 sm:px-6">
      <div className="grid gap-2">
        <div>
          <BackLink href="/admin/policies">Escalation policies</BackLink>
        </div>
        {header}
      </div>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-8">
        <div className="min-w-0">{main}</div>
        <div className="grid min-w-0 gap-4">{aside}</div>
      </div>
    </div>
  );
}
