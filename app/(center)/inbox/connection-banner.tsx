'use client';

import { CloudOff } from 'lucide-react';
import { Button } from '#app/components/button.tsx';
import { useOnline } from '#app/components/use-online.ts';
import { useTexts } from '#app/i18n/texts.tsx';

/** Says that the list may be old, and why. */
export function ConnectionBanner({ isStale, onRetry }: { isStale: boolean; onRetry: () => void }) {
  const t = useTexts('inbox');
  const isOnline = useOnline();
  return (
    <div role="status">
      {(!isOnline || isStale) && (
        <p className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-warn-soft px-4 py-1.5 text-sm text-warn">
          <CloudOff aria-hidden className="size-4" />
          <span className="min-w-0 flex-1">{t(isOnline ? 'connection.stale' : 'connection.offline')}</span>
          <Button size="sm" onClick={onRetry}>
            {t('connection.retry')}
          </Button>
        </p>
      )}
    </div>
  );
}
