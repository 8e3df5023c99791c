import clsx from 'clsx';
import type { Band } from '#server/domain/alert/rules.ts';
import { marksText, percentText } from '#server/domain/alert/words.ts';
import type { Alert } from './alert.ts';
import { barScale } from './bar-scale.ts';
import { unbroken } from './unbroken.ts';

const fills = {
  critical: 'bg-bad',
  warning: 'bg-warn',
  between: 'bg-accent',
  good: 'bg-good',
  unsure: 'bg-ink-faint',
} as const satisfies Record<Band, string>;

interface AlertBarProps {
  rule: Alert['rule'];
  marks: Alert['marks'];
  share: { readonly count: number; readonly of: number };
  band: Band;
}

/** A rate beside the marks it is judged by. Its text says the same, so nothing hangs on colour or place. */
export function AlertBar({ rule, marks, share, band }: AlertBarProps) {
  const rate = share.of === 0 ? 0 : share.count / share.of;
  const scale = barScale(rate, marks);
  return (
    <div className="grid gap-1.5">
      <div
        role="img"
        aria-label={`${percentText(rate)} on a scale from ${percentText(scale.from)} to ${percentText(scale.to)}`}
        className="relative h-5"
      >
        <div className="absolute inset-x-0 top-1.5 h-2 overflow-hidden rounded-full bg-sunken inset-ring inset-ring-line">
          <div className={clsx('h-full', fills[band])} style={{ width: `${scale.rate}%` }} />
        </div>
        <Mark at={scale.warning} className="border-dashed" />
        <Mark at={scale.critical} />
      </div>
      <div className="grid gap-0.5 text-xs text-ink-soft numeric">
        <p className="flex justify-between">
          <span>{percentText(scale.from)}</span>
          <span>{percentText(scale.to)}</span>
        </p>
        <p className="text-pretty">{unbroken(marksText(rule, marks))}</p>
      </div>
    </div>
  );
}

/** Stands out from the bar whatever its colour, in both themes. */
function Mark({ at, className }: { at: number; className?: string }) {
  return (
    <span
      aria-hidden
      className={clsx('absolute inset-y-0 -ml-px border-l-2 border-ink ring-1 ring-surface', className)}
      style={{ left: `${at}%` }}
    />
  );
}
