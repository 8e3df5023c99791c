'use client';

import { useRef, useState } from 'react';
import { Card } from '#app/components/card.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { LiveIndicator } from '#app/components/live-indicator.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { useFocusKept } from '#app/components/use-focus-kept.ts';
import { ReadModelTable } from './read-model-table.tsx';
import { attentionOf } from './state.ts';
import { SteerDialog, type Steering } from './steer-dialog.tsx';
import { useReadModels } from './use-read-models.ts';

/** Every read model: how far it is behind, what a rebuild does, and the ways to steer it. */
export function ReadModelsScreen() {
  const list = useReadModels();
  const [steering, setSteering] = useState<Steering | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusKept(heading, steering === null);
  const { data } = list;
  const attention = data === undefined ? null : attentionOf(data.readModels);
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-4 px-4 py-5 sm:px-6">
      <div className="grid gap-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold tracking-tight outline-none">
            Read models
          </h1>
          <LiveIndicator updatedAtMs={list.dataUpdatedAt} failed={list.isError && data !== undefined} />
        </div>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">
          Everything on these pages is read from tables that are folded from the stored events. Each can be
          folded again at any time, beside the rows in use, and nobody notices.
        </p>
        {attention !== null && <p className="text-sm font-medium text-warn">{attention}</p>}
      </div>
      {data !== undefined ? (
        <ReadModelTable list={data} onSteer={setSteering} />
      ) : list.error !== null ? (
        <FailedState
          title="The read models could not be looked at"
          message={list.error.message}
          onRetry={() => void list.refetch()}
        />
      ) : (
        <LoadingReadModels />
      )}
      {steering !== null && (
        <SteerDialog
          key={`${steering.kind} ${steering.readModel.name}`}
          steering={steering}
          onClose={() => setSteering(null)}
        />
      )}
    </div>
  );
}

const placeholders = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

function LoadingReadModels() {
  return (
    <Card className="overflow-hidden" aria-busy="true">
      <p role="status" className="sr-only">
        Loading the read models
      </p>
      {placeholders.map((key) => (
        <div key={key} className="grid h-16 content-center gap-2 border-t border-line px-4 first:border-t-0">
          <Skeleton className="h-3.5 w-40" />
          <Skeleton className="h-3 w-72 max-w-full" />
        </div>
      ))}
    </Card>
  );
}
