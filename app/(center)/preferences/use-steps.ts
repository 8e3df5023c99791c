'use client';

import { useCallback, useRef, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { outbox } from '#app/components/outbox.ts';
import type { ToastNews } from '#app/components/toast.tsx';
import { trpc } from '#app/components/trpc.ts';
import { useTexts } from '#app/i18n/texts.tsx';
import type { GridView } from '#server/trpc/preference-views.ts';
import { afterStep, type Step, undoOf } from './step.ts';

/** What became of the last step. */
interface Saved {
  readonly key: number;
  readonly state: ToastNews['state'];
  readonly text: string;
  /** Null where nothing was saved that could be taken back. */
  readonly undo: Step | null;
}

/**
 * Saves one step after the other, in the order in which they were taken. Each shows at once; one that is refused goes
 * away again, and what is shown is what the server has. `told` says in words what a step does.
 */
export function useSteps(grid: GridView, told: (step: Step) => string) {
  const t = useTexts('preferences');
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const [pending, setPending] = useState<readonly Step[]>([]);
  const [saved, setSaved] = useState<Saved | null>(null);
  const turn = useRef(0);
  const shown = pending.reduce(afterStep, grid);

  const take = useCallback(
    (step: Step, before: GridView) => {
      const text = told(step);
      const undo = undoOf(before, step);
      setPending((steps) => [...steps, step]);
      turn.current += 1;
      const key = turn.current;
      setSaved({ key, state: 'saving', text, undo });
      const settle = (outcome: Omit<Saved, 'key'>) => {
        setPending((steps) => steps.filter((one) => one !== step));
        setSaved({ key, ...outcome });
        announce(outcome.text);
      };
      const save = async () => {
        try {
          const now = await outbox.send(thingOf(step), () => send(utils.client, step));
          await utils.preferences.mine.cancel();
          utils.preferences.mine.setData(undefined, now);
          settle({ state: 'done', text, undo });
          void utils.preferences.history.invalidate();
        } catch (error) {
          const why = error instanceof Error ? error.message : '';
          settle({ state: 'failed', text: t('saved.failed', { why }), undo: null });
        }
      };
      void save();
    },
    [told, announce, utils, t],
  );

  const news = saved && {
    ...saved,
    // What is still being saved is taken back after it, for steps are saved in turn.
    undo: saved.undo && (() => saved.undo && take(saved.undo, shown)),
  };
  return {
    grid: shown,
    news,
    take: (step: Step) => take(step, shown),
    dismiss: () => setSaved(null),
  };
}

/** What a step is about. */
function thingOf(step: Step): string {
  if (step.kind === 'cell') return `${step.category}/${step.channel}`;
  return step.kind === 'quietHours' ? step.kind : 'pause';
}

type Client = ReturnType<typeof trpc.useUtils>['client'];

function send({ preferences }: Client, step: Step): Promise<GridView> {
  switch (step.kind) {
    case 'cell': {
      const { category, channel, enabled } = step;
      return preferences.set.mutate({ category, channel, enabled });
    }
    case 'pause':
      return preferences.pauseAll.mutate({ until: step.until });
    case 'resume':
      return preferences.resumeAll.mutate({});
    case 'quietHours':
      return preferences.setQuietHours.mutate({ quietHours: step.quietHours });
  }
}
