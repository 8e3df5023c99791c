'use client';

import { Archive, CircleSlash, History, ShieldAlert, Trash2, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '#app/components/button.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import { spanText } from '#app/components/time-format.ts';
import { ComparisonTable } from './comparison-table.tsx';
import type { ReadModel, Rebuild } from './read-model.ts';
import { RebuildProgress } from './rebuild-progress.tsx';
import type { Steering } from './steer-dialog.tsx';
import { countOf, nameOf, sizeOf } from './words.ts';

interface RebuildPanelProps {
  model: ReadModel;
  maySteer: boolean;
  onSteer: (steering: Steering) => void;
}

/** The newest rebuild of a read model and what it replaced, as a row of its own; nothing where there was none. */
export function RebuildPanel(props: RebuildPanelProps) {
  const { rebuild, replaced, open } = props.model;
  if (rebuild === null && replaced === null && open.rebuild === null) return null;
  return (
    <tr className="block px-4 pb-3">
      <td colSpan={5} className="grid gap-3">
        <RebuildState {...props} />
        {replaced !== null && <Replaced {...props} />}
      </td>
    </tr>
  );
}

function RebuildState(props: RebuildPanelProps) {
  const { rebuild, open, version } = props.model;
  if (rebuild?.status === 'reading' || open.rebuild === 'begin') return <Reading {...props} />;
  if (rebuild === null) return null;
  switch (rebuild.status) {
    case 'differs':
      return <Undecided {...props} rebuild={rebuild} />;
    case 'refused':
      return <Refused {...props} rebuild={rebuild} />;
    case 'swapped':
      return <Swapped rebuild={rebuild} />;
    case 'aborted':
      return (
        <Line icon={CircleSlash}>
          The last rebuild was aborted <Ago at={rebuild.settledAt} />.
          {version.live !== version.build &&
            ' These rows stay as the older logic folded them until you rebuild.'}
        </Line>
      );
  }
}

function Reading(props: RebuildPanelProps) {
  const { model, maySteer, onSteer } = props;
  return (
    <RebuildProgress model={model}>
      {maySteer && model.open.rebuild !== 'abort' && (
        <AbortButton onPress={() => onSteer({ kind: 'abort', readModel: model })} name={model.name} />
      )}
    </RebuildProgress>
  );
}

function Undecided({ model, maySteer, onSteer, rebuild }: RebuildPanelProps & { rebuild: Rebuild }) {
  const isAnswered = model.open.rebuild !== null;
  return (
    <div className="grid gap-3 rounded-md border border-line bg-sunken p-3">
      <p className="flex items-start gap-2 text-sm text-pretty">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 text-warn" />
        <span>
          <b className="font-medium">The same logic gave other rows.</b> Either rows were changed by hand, or
          something went wrong when they were first folded. Both are kept until you decide; the live rows stay
          in use and go on reading.
        </span>
      </p>
      <ComparisonTable rebuild={rebuild} />
      {maySteer && (
        <div className="flex flex-wrap items-center gap-2">
          <Button
            variant="primary"
            size="sm"
            aria-disabled={isAnswered}
            aria-label={`Use the new rows of ${nameOf(model.name)}`}
            onClick={() => !isAnswered && onSteer({ kind: 'swap', readModel: model })}
          >
            Use the new rows
          </Button>
          {isAnswered ? (
            <p className="text-xs text-ink-soft">Asked for. The engine does it in a moment.</p>
          ) : (
            <AbortButton onPress={() => onSteer({ kind: 'abort', readModel: model })} name={model.name} />
          )}
        </div>
      )}
    </div>
  );
}

function Refused({ model, maySteer, onSteer, rebuild }: RebuildPanelProps & { rebuild: Rebuild }) {
  return (
    <div role="alert" className="grid gap-3 rounded-md border border-line bg-bad-soft p-3">
      <p className="flex items-start gap-2 text-sm text-pretty">
        <ShieldAlert aria-hidden className="mt-0.5 size-4 text-bad" />
        <span>
          <b className="font-medium">
            From position {rebuild.contradictedAt?.toLocaleString('en') ?? '?'} on, the store is not what the
            ledger recorded.
          </b>{' '}
          New rows would vouch for what is stored now, so the old ones stay. Run{' '}
          <code className="font-mono text-xs">npm run ledger:verify</code> for what was found, and restore the
          events from a backup before you rebuild.
        </span>
      </p>
      {maySteer && model.open.rebuild === null && (
        <div>
          <AbortButton onPress={() => onSteer({ kind: 'abort', readModel: model })} name={model.name} />
        </div>
      )}
    </div>
  );
}

function Swapped({ rebuild }: { rebuild: Rebuild }) {
  const rows = rebuild.comparisons.reduce((sum, { nextRows }) => sum + nextRows, 0);
  const isSame = rebuild.comparisons.every(({ equal }) => equal);
  const tookMs =
    rebuild.settledAt === null ? 0 : Date.parse(rebuild.settledAt) - Date.parse(rebuild.startedAt);
  return (
    <details className="group text-xs text-ink-soft">
      <summary className="flex min-h-6 items-start gap-2 rounded-sm py-0.5">
        <History aria-hidden className="mt-0.5 size-3.5" />
        <span className="numeric">
          Rebuilt <Ago at={rebuild.settledAt} /> in {spanText(tookMs)}: {countOf(rows, 'row', 'rows')},{' '}
          {isSame ? 'equal to those before' : 'other than those before'}.{' '}
          <span className="font-medium text-accent underline underline-offset-2">Comparison</span>
        </span>
      </summary>
      <div className="pt-2">
        {rebuild.request !== null && <p className="pb-2">Reason: {rebuild.request.reason}</p>}
        <ComparisonTable rebuild={rebuild} />
      </div>
    </details>
  );
}

function Replaced({ model, maySteer, onSteer }: RebuildPanelProps) {
  const { replaced, open } = model;
  if (replaced === null) return null;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
      <Line icon={Archive}>
        The rows that were replaced <RelativeTime at={replaced.since} /> are kept: {sizeOf(replaced.bytes)}.
      </Line>
      {maySteer && (
        <Button
          variant="quiet"
          size="sm"
          aria-label={`${open.dropReplaced ? 'Dropping…' : 'Drop'} the replaced rows of ${nameOf(model.name)}`}
          aria-disabled={open.dropReplaced}
          onClick={() => !open.dropReplaced && onSteer({ kind: 'drop', readModel: model })}
        >
          <Trash2 aria-hidden className="size-3.5" />
          {open.dropReplaced ? 'Dropping…' : 'Drop'}
        </Button>
      )}
    </div>
  );
}

function AbortButton({ name, onPress }: { name: string; onPress: () => void }) {
  return (
    <Button variant="danger" size="sm" aria-label={`Abort the rebuild of ${nameOf(name)}`} onClick={onPress}>
      Abort
    </Button>
  );
}

function Line({ icon: Icon, children }: { icon: typeof Archive; children: ReactNode }) {
  return (
    <p className="flex min-w-0 items-start gap-2 text-xs text-ink-soft">
      <Icon aria-hidden className="mt-px size-3.5" />
      <span className="numeric">{children}</span>
    </p>
  );
}

function Ago({ at }: { at: string | null }) {
  return at === null ? null : <RelativeTime at={at} />;
}
