import clsx from 'clsx';
import type { Band } from '#server/domain/alert/rules.ts';
import { marksText, percentText } from '#server/domain/alert/words.ts';
import type { Alert } from './alert.ts';
import { barScale } from './bar-scale.ts';
import { unbroken } from './unbroken.ts';

const fills = {
  critical: 'fill-bad',
  warning: 'fill-warn',
  between: 'fill-accent',
  good: 'fill-good',
  unsure: 'fill-ink-faint',
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
      {/* A drawing, for the content policy takes no inline styles from the server, where lengths would stand. */}
      <svg
        role="img"
        aria-label={`${percentText(rate)} on a scale from ${percentText(scale.from)} to ${percentText(scale.to)}`}
        className="h-5 w-full overflow-visible"
      >
        <rect y="6" width="100%" height="8" rx="4" className="fill-sunken stroke-line" />
        <rect y="6" width={`${scale.rate}%`} height="8" rx="4" className={fills[band]} />
        <Mark at={scale.warning} className="[stroke-dasharray:3_2]" />
        <Mark at={scale.critical} />
      </svg>
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
    <g>
      <line x1={`${at}%`} x2={`${at}%`} y2="100%" className="stroke-surface stroke-4" />
      <line x1={`${at}%`} x2={`${at}%`} y2="100%" className={clsx('stroke-ink stroke-2', className)} />
    </g>
  );
}
