'use client';

import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  GitCompareArrows,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  RotateCcw,
  ShieldAlert,
  TriangleAlert,
} from 'lucide-react';
import { Badge } from '#app/components/badge.tsx';
import { Button } from '#app/components/button.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import { spanText } from '#app/components/time-format.ts';
import type { ReadModel } from './read-model.ts';
import { RebuildPanel } from './rebuild-panel.tsx';
import { type StateName, stateOf, stateWords } from './state.ts';
import type { Steering } from './steer-dialog.tsx';
import { answerOf, countOf, nameOf } from './words.ts';

/** The columns where there is room for a table; beneath that width each row is a card. */
export const rowGrid =
  '@min-[46rem]:grid @min-[46rem]:grid-cols-[minmax(0,1fr)_11.5rem_8.5rem_6.5rem_6.5rem] @min-[46rem]:items-center @min-[46rem]:gap-x-3';

const icons = {
  refused: ShieldAlert,
  undecided: GitCompareArrows,
  rebuilding: LoaderCircle,
  outdated: TriangleAlert,
  behind: CircleAlert,
  catching_up: Hourglass,
  unread: CircleDashed,
  current: CircleCheck,
} as const satisfies Record<StateName, LucideIcon>;

interface ReadModelRowProps {
  model: ReadModel;
  maySteer: boolean;
  onSteer: (steering: Steering) => void;
}

/** One read model, and beneath it what there is to say of its newest rebuild. */
export function ReadModelRow({ model, maySteer, onSteer }: ReadModelRowProps) {
  const state = stateOf(model);
  const { tone, text } = stateWords[state];
  const mayRebuild = maySteer && (state === 'current' || !isTaken(state));
  return (
    <>
      <tr
        className={`border-t border-line first:border-t-0 @max-[46rem]:grid @max-[46rem]:grid-cols-[minmax(0,1fr)_auto] @max-[46rem]:items-center @max-[46rem]:gap-x-3 @max-[46rem]:gap-y-1.5 @max-[46rem]:px-4 @max-[46rem]:pt-3 @max-[46rem]:pb-2 @min-[46rem]:min-h-15 @min-[46rem]:px-4 @min-[46rem]:py-2.5 ${rowGrid}`}
      >
        <th scope="row" className="min-w-0 text-left font-normal">
          <span className="block font-medium">{nameOf(model.name)}</span>
          <span className="block text-xs text-ink-soft text-pretty">
            {answerOf(model.name) ?? model.name}
          </span>
        </th>
        <td className="min-w-0 @max-[46rem]:order-3">
          <Badge tone={tone} icon={icons[state]} plain={tone === 'good' || tone === 'calm'}>
            {text}
          </Badge>
        </td>
        <td className="min-w-0 text-ink-soft numeric @max-[46rem]:order-4 @max-[46rem]:justify-self-end @max-[46rem]:text-xs">
          <Lag model={model} />
        </td>
        <td className="min-w-0 text-ink-soft numeric @max-[46rem]:hidden">
          {model.movedAt === null ? 'Never' : <RelativeTime at={model.movedAt} />}
        </td>
        <td className="text-right @max-[46rem]:order-2 @max-[46rem]:justify-self-end">
          {mayRebuild && (
            <Button
              size="sm"
              aria-label={`Rebuild ${nameOf(model.name)}`}
              onClick={() => onSteer({ kind: 'rebuild', readModel: model })}
            >
              <RotateCcw aria-hidden className="size-3.5" />
              Rebuild
            </Button>
          )}
        </td>
      </tr>
      <RebuildPanel model={model} maySteer={maySteer} onSteer={onSteer} />
    </>
  );
}

/** A new copy stands beside the live rows already, or is asked for. */
function isTaken(state: StateName): boolean {
  return state === 'refused' || state === 'undecided' || state === 'rebuilding';
}

function Lag({ model: { lag } }: { model: ReadModel }) {
  if (lag.events === 0) return <span className="@max-[46rem]:hidden">Nothing</span>;
  return (
    <>
      <span className="block">{countOf(lag.events, 'event', 'events')}</span>
      <span className="block text-xs">{lag.ms > 0 && `since ${spanText(lag.ms)}`}</span>
    </>
  );
}
