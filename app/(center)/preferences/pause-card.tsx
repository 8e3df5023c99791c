'use client';

import { BellOff } from 'lucide-react';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { useNow } from '#app/components/clock.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import type { GridView } from '#server/trpc/preference-views.ts';
import type { Step } from './step.ts';
import { useMoment } from './words.ts';

const dayMs = 24 * 60 * 60_000;

/** Holds back everything but security, and says so for as long as it does. */
export function PauseCard({ pause, onStep }: { pause: GridView['pause']; onStep: (step: Step) => void }) {
  const t = useTexts('preferences');
  const now = useNow();
  const moment = useMoment();
  const isPaused = pause !== null && (pause.until === null || Date.parse(pause.until) > now);
  const pauseFor = (days: number) =>
    onStep({ kind: 'pause', until: new Date(Date.now() + days * dayMs).toISOString() });
  return (
    <Card className="flex flex-wrap items-center gap-x-6 gap-y-3 px-4 py-4 sm:px-5">
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="flex items-center gap-2 font-medium">
          {isPaused && <BellOff aria-hidden className="size-4 text-warn" />}
          {t('pause.title')}
        </h2>
        <p className="mt-0.5 text-sm text-ink-soft text-pretty">
          {isPaused
            ? pause.until === null
              ? t('pause.untilResumed')
              : t('pause.until', { when: moment(pause.until) })
            : t('pause.help')}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {isPaused ? (
          <Button variant="primary" onClick={() => onStep({ kind: 'resume' })}>
            {t('pause.resume')}
          </Button>
        ) : (
          <>
            <Button onClick={() => pauseFor(1)}>{t('pause.day')}</Button>
            <Button onClick={() => pauseFor(7)}>{t('pause.week')}</Button>
            <Button onClick={() => onStep({ kind: 'pause', until: null })}>{t('pause.open')}</Button>
          </>
        )}
      </div>
    </Card>
  );
}
