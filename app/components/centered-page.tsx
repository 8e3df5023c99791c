import type { ReactNode } from 'react';
import { Logo } from './logo.tsx';

interface CenteredPageProps {
  title: string;
  /** One or two sentences: what this is, or what happened and what to do. */
  lead?: ReactNode;
  children?: ReactNode;
}

/** A page with one thing on it: sign-in, a notice, an error. */
export function CenteredPage({ title, lead, children }: CenteredPageProps) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-sm content-center gap-6 px-5 py-12">
      <Logo />
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold tracking-tight text-balance">{title}</h1>
        {lead !== undefined && <p className="text-ink-soft text-pretty">{lead}</p>}
      </div>
      {children}
    </main>
  );
}
