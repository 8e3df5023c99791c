import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** A quiet note beside what it explains. */
export function Remark({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <p className="flex items-start gap-2.5 rounded-md border border-line bg-sunken px-3 py-2 text-sm text-ink-soft">
      <Icon aria-hidden className="mt-0.5 size-4" />
      <span>{children}</span>
    </p>
  );
}
