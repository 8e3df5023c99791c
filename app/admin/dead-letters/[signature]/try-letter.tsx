'use client';

import type { inferRouterOutputs } from '@trpc/server';
import { CircleCheck, CircleX, FlaskConical, type LucideIcon, RotateCcw, UserX } from 'lucide-react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Button } from '#app/components/button.tsx';
import { trpc } from '#app/components/trpc.ts';
import type { AppRouter } from '#server/trpc/router.ts';
import { eventName } from '../event-words.ts';
import { failureWords } from '../failure-words.ts';
import type { Letter } from '../group.ts';

type Told = inferRouterOutputs<AppRouter>['deadLetters']['replayOne'];

interface TryLetterProps {
  letter: Letter;
  /** Called before the letter may leave the list that it stands in. */
  onReplay: () => void;
}

/** Reads one letter again: without a trace, or for good. */
export function TryLetter({ letter, onReplay }: TryLetterProps) {
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const trying = trpc.deadLetters.replayOne.useMutation({
    onSuccess: async (told, { dryRun }) => {
      announce(`${dryRun ? 'Dry run' : 'Replay'}: ${sentenceOf(told, dryRun)}`);
      if (!dryRun) await utils.deadLetters.invalidate();
    },
  });
  const run = (dryRun: boolean) => {
    if (trying.isPending) return;
    if (!dryRun) onReplay();
    trying.mutate({ id: letter.id, dryRun });
  };
  const tried = trying.data !== undefined && trying.variables;
  const pending = trying.isPending ? trying.variables : undefined;
  return (
    <section
      aria-label="Try this letter again"
      className="grid gap-3 border-t border-line bg-sunken px-4 py-3"
    >
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" aria-disabled={trying.isPending} onClick={() => run(true)}>
          <FlaskConical aria-hidden className="size-3.5" />
          {pending?.dryRun ? 'Reading…' : 'Dry run'}
        </Button>
        <Button size="sm" aria-disabled={trying.isPending} onClick={() => run(false)}>
          <RotateCcw aria-hidden className="size-3.5" />
          {pending?.dryRun === false ? 'Replaying…' : 'Replay this letter'}
        </Button>
        {!tried && trying.error === null && (
          <p className="text-xs text-ink-soft">A dry run writes nothing.</p>
        )}
      </div>
      {tried && <Result told={trying.data} dryRun={tried.dryRun} />}
      {trying.error !== null && (
        <p role="alert" className="text-sm text-bad">
          {trying.error.message}
        </p>
      )}
    </section>
  );
}

const marks = {
  read: { icon: CircleCheck, tone: 'text-good' },
  unreadable: { icon: CircleX, tone: 'text-warn' },
  erased: { icon: UserX, tone: 'text-ink-soft' },
  not_listened_to: { icon: CircleX, tone: 'text-ink-soft' },
} as const satisfies Record<Told['outcome'], { icon: LucideIcon; tone: string }>;

function Result({ told, dryRun }: { told: Told; dryRun: boolean }) {
  const { icon: Icon, tone } = marks[told.outcome];
  return (
    <p className="flex items-start gap-2 text-sm">
      <Icon aria-hidden className={`mt-0.5 size-4 ${tone}`} />
      <span className="min-w-0">
        {sentenceOf(told, dryRun)}{' '}
        {told.failure !== null && <code className="font-mono text-xs">{told.failure}</code>}
      </span>
    </p>
  );
}

function sentenceOf(told: Told, dryRun: boolean): string {
  switch (told.outcome) {
    case 'read': {
      const events = told.events.map(eventName).join(', ');
      return dryRun
        ? `It can be read now, and would become: ${events}.`
        : `It was read, and became: ${events}.`;
    }
    case 'unreadable':
      return `It still cannot be read: ${failureWords(told.failure ?? '').headline}.`;
    case 'erased':
      return 'It was erased, so nothing is left to read.';
    case 'not_listened_to':
      return 'Its provider is not set up here. Set its variables, restart, and try again.';
  }
}
