'use client';

import { FlaskConical, RotateCcw } from 'lucide-react';
import { type ReactNode, useId, useRef } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { trpc } from '#app/components/trpc.ts';
import { countOf } from './letter-count.ts';
import { type Preview, ReplayPreview } from './replay-preview.tsx';
import { ReplayProgress } from './replay-progress.tsx';
import { isUnderWay, type Replay } from './use-replays.ts';

interface ReplayPanelProps {
  /** The group to read again; null for all letters that are open. */
  signature: string | null;
  title: string;
  /** What is said before anything was tried. */
  children: ReactNode;
  replays: readonly Replay[] | undefined;
}

/** Reads many letters again: first without a trace, to see what would come of it, then for good. */
export function ReplayPanel({ signature, title, children, replays }: ReplayPanelProps) {
  const headingId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const preview = trpc.deadLetters.previewReplay.useMutation({
    onSuccess: (told) =>
      announce(`Dry run: ${told.outcomes.read} of ${countOf(told.tried)} can be read now.`),
  });
  const replay = trpc.deadLetters.replay.useMutation({
    onSuccess: async ({ letters }) => {
      announce(`The replay of ${countOf(letters)} has begun.`);
      await utils.deadLetters.replays.invalidate();
      preview.reset();
      // The button that had the focus is gone.
      heading.current?.focus();
    },
  });
  const running = replays?.find((each) => each.signature === signature && isUnderWay(each));
  const last = replays?.find((each) => each.signature === signature && !isUnderWay(each));
  return (
    <section aria-labelledby={headingId}>
      <Card className="grid gap-4 p-4">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
          <div className="grid min-w-0 flex-1 basis-72 gap-1">
            <h2 ref={heading} id={headingId} tabIndex={-1} className="text-base font-semibold outline-none">
              {title}
            </h2>
            <p className="max-w-prose text-sm text-ink-soft text-pretty">{children}</p>
          </div>
          {running === undefined && (
            <DryRunButton
              isPending={preview.isPending}
              wasRun={preview.data !== undefined}
              onRun={() => preview.mutate({ signature })}
            />
          )}
        </div>
        {running !== undefined ? (
          <ReplayProgress replay={running} />
        ) : (
          <>
            {preview.data !== undefined && (
              <Outcome
                preview={preview.data}
                isAsking={replay.isPending}
                onReplay={({ replayId }) => replay.mutate({ signature, replayId })}
              />
            )}
            {preview.data === undefined && last !== undefined && <ReplayProgress replay={last} />}
            <Failure text={preview.error?.message ?? replay.error?.message} />
          </>
        )}
      </Card>
    </section>
  );
}

function DryRunButton(props: { isPending: boolean; wasRun: boolean; onRun: () => void }) {
  return (
    <Button
      variant={props.wasRun ? 'quiet' : 'secondary'}
      aria-disabled={props.isPending}
      onClick={() => {
        if (!props.isPending) props.onRun();
      }}
    >
      <FlaskConical aria-hidden className="size-4" />
      {props.isPending ? 'Reading…' : props.wasRun ? 'Dry run again' : 'Dry run'}
    </Button>
  );
}

interface OutcomeProps {
  preview: Preview;
  isAsking: boolean;
  onReplay: (preview: Preview) => void;
}

function Outcome({ preview, isAsking, onReplay }: OutcomeProps) {
  const { letters, tried, outcomes } = preview;
  // Only a group that was judged to its end can be called hopeless.
  const isHopeless = outcomes.read === 0 && tried === letters;
  return (
    <div className="grid gap-4 border-t border-line pt-4">
      <ReplayPreview preview={preview} />
      {tried > 0 && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button
            variant={isHopeless ? 'secondary' : 'primary'}
            aria-disabled={isAsking}
            onClick={() => {
              if (!isAsking) onReplay(preview);
            }}
          >
            <RotateCcw aria-hidden className="size-4" />
            {isAsking ? 'Asking…' : `Replay ${countOf(letters)}`}
          </Button>
          <p className="min-w-0 flex-1 basis-64 text-xs text-ink-soft text-pretty">
            {isHopeless
              ? 'A replay would change nothing now, and only record that it was tried.'
              : 'What they say is taken in as if it had just arrived, also by suppressions and escalations. What is known already does not count twice, and the letters stay.'}
          </p>
        </div>
      )}
    </div>
  );
}

function Failure({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p role="alert" className="text-sm text-bad">
      {text}
    </p>
  );
}
