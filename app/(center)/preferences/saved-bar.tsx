'use client';

import { Check, CircleAlert, LoaderCircle, Undo2, X } from 'lucide-react';
import { Button } from '#app/components/button.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import type { Step } from './step.ts';
import type { Saved } from './use-steps.ts';

const looks = {
  saving: { icon: LoaderCircle, tone: 'text-ink-faint motion-safe:breathe' },
  saved: { icon: Check, tone: 'text-good' },
  failed: { icon: CircleAlert, tone: 'text-bad' },
} as const;

/** What was just saved, with the way back. It stays until the next change or until it is dismissed: nobody need hurry. */
export function SavedBar({
  saved,
  onUndo,
  onDismiss,
}: {
  saved: Saved | null;
  onUndo: (step: Step) => void;
  onDismiss: () => void;
}) {
  const t = useTexts('preferences');
  if (saved === null) return null;
  const { icon: Icon, tone } = looks[saved.state];
  return (
    <section
      aria-label={t('saved.label')}
      className="sticky bottom-4 z-20 mx-auto flex w-full max-w-lg items-center gap-2.5 rounded-lg border border-line bg-raised py-2 ps-3.5 pe-2 text-sm shadow-pop"
    >
      <Icon aria-hidden className={`size-4 ${tone}`} />
      <p className="min-w-0 flex-1">{saved.text}</p>
      {saved.state === 'saved' && (
        <Button variant="quiet" size="sm" onClick={() => onUndo(saved.undo)}>
          <Undo2 aria-hidden className="size-3.5 rtl:-scale-x-100" />
          {t('saved.undo')}
        </Button>
      )}
      {saved.state !== 'saving' && (
        <Button
          variant="quiet"
          size="sm"
          aria-label={t('saved.dismiss')}
          className="px-1.5"
          onClick={onDismiss}
        >
          <X aria-hidden className="size-3.5" />
        </Button>
      )}
    </section>
  );
}
