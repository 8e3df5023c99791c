import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  /** What the person can do now. */
  actions?: ReactNode;
}

/** Fills the place of a list that has nothing to show, and says why. */
export function EmptyState({ icon: Icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-3 px-6 py-16 text-center">
      <span className="grid size-10 place-items-center rounded-full bg-calm-soft text-ink-soft">
        <Icon aria-hidden className="size-5" />
      </span>
      <h2 className="text-lg font-semibold tracking-tight">{title}</h2>
      <div className="grid max-w-md gap-3 text-ink-soft text-pretty">{children}</div>
      {actions !== undefined && <div className="flex flex-wrap justify-center gap-2 pt-1">{actions}</div>}
    </div>
  );
}
