'use client';

import { Button } from './button.tsx';

interface OlderProps {
  exist: boolean;
  isLoading: boolean;
  failed: boolean;
  load: () => void;
  /** What stands at the end of the list. */
  end: string;
  /** Where the list is not by age. */
  label?: string;
}

/** The end of a list that is read page by page. */
export function Older({ exist, isLoading, failed, load, end, label = 'Load older' }: OlderProps) {
  if (!exist) return <p className="py-5 text-center text-xs text-ink-faint">{end}</p>;
  return (
    <div className="grid justify-items-center gap-2 py-5">
      {failed && (
        <p role="alert" className="text-sm text-bad">
          The rest could not be loaded.
        </p>
      )}
      <Button onClick={load} aria-disabled={isLoading}>
        {isLoading ? 'Loading…' : failed ? 'Try again' : label}
      </Button>
    </div>
  );
}
