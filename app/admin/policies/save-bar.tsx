'use client';

import { CircleAlert, CircleCheck, LoaderCircle, TriangleAlert } from 'lucide-react';
import { Button } from '#app/components/button.tsx';
import type { Findings } from './use-findings.ts';

interface SaveBarProps {
  findings: Findings;
  isDirty: boolean;
  maySave: boolean;
  /** The words on the button. */
  save: string;
  isPending: boolean;
  /** What the server said against it. */
  refusal: string | null;
  onDiscard: (() => void) | null;
}

/** Stays in sight at the foot of the form: how the draft stands, and the way to save it. */
export function SaveBar({ findings, isDirty, maySave, save, isPending, refusal, onDiscard }: SaveBarProps) {
  return (
    <div className="sticky bottom-0 z-10 -mx-4 grid gap-2 border-t border-line bg-canvas px-4 py-3 sm:-mx-6 sm:px-6 lg:mx-0 lg:px-0">
      {refusal !== null && (
        <p role="alert" className="flex items-start gap-2 text-sm text-pretty text-bad">
          <CircleAlert aria-hidden className="mt-0.5 size-4" />
          {refusal}
        </p>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <Standing findings={findings} isDirty={isDirty} />
        <div className="ml-auto flex flex-wrap gap-2">
          {onDiscard !== null && isDirty && (
            <Button variant="quiet" onClick={onDiscard}>
              Discard
            </Button>
          )}
          <Button type="submit" variant="primary" aria-disabled={isPending || !maySave}>
            {isPending ? 'Saving…' : save}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** Read out when it changes, in place of every single finding. */
function Standing({ findings, isDirty }: Pick<SaveBarProps, 'findings' | 'isDirty'>) {
  const { Icon, tone, text } = standingOf(findings, isDirty);
  return (
    <p role="status" className="flex min-w-0 items-center gap-1.5 text-sm text-ink-soft">
      <Icon aria-hidden className={`size-4 ${tone}`} />
      {text}
    </p>
  );
}

function standingOf({ failure, errors, warnings, isCurrent }: Findings, isDirty: boolean) {
  if (failure !== null) return { Icon: CircleAlert, tone: 'text-bad', text: failure };
  const parts = [countOf(errors, 'error'), countOf(warnings, 'warning')].filter((part) => part !== null);
  if (parts.length > 0) {
    const tone = errors > 0 ? 'text-bad' : 'text-warn';
    return { Icon: errors > 0 ? CircleAlert : TriangleAlert, tone, text: parts.join(', ') };
  }
  if (!isCurrent)
    return { Icon: LoaderCircle, tone: 'text-ink-faint motion-safe:animate-spin', text: 'Checking' };
  return {
    Icon: CircleCheck,
    tone: 'text-good',
    text: isDirty ? 'Nothing wrong, not saved yet' : 'Nothing wrong',
  };
}

function countOf(count: number, what: string): string | null {
  if (count === 0) return null;
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
