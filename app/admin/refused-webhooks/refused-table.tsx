'use client';

import clsx from 'clsx';
import { useNow, useZoneKnown } from '#app/components/clock.tsx';
import { LocalTime } from '#app/components/moment.tsx';
import { localText, utcText } from '#app/components/time-format.ts';
import { byHour, type Hour } from './by-hour.ts';
import { originWords, type Refused, refusalWords } from './refusal-words.ts';

const columns = ['Why it was refused', 'Provider', 'Origin', 'First', 'Last', 'Requests'] as const;
const grid =
  '@min-[54rem]:grid @min-[54rem]:grid-cols-[minmax(0,1fr)_9rem_8rem_7rem_7rem_5rem] @min-[54rem]:gap-x-4';

/** What was refused, hour by hour, the newest first: a table where there is room, cards where there is not. */
export function RefusedTable({ rows }: { rows: readonly Refused[] }) {
  return (
    <table className="block w-full text-sm">
      <caption className="sr-only">Refused requests by hour, newest first</caption>
      <thead className="block border-b border-line bg-sunken @max-[54rem]:sr-only">
        <tr className={clsx('h-9 items-center px-4 text-xs text-ink-soft', grid)}>
          {columns.map((column) => (
            <th key={column} scope="col" className="truncate text-left font-medium last:text-right">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      {byHour(rows).map((hour) => (
        <tbody key={hour.hour} className="block border-t border-line first-of-type:border-t-0">
          <HourRow hour={hour} />
          {hour.rows.map((row) => (
            <RefusedRow key={`${row.provider} ${row.code} ${row.origin}`} row={row} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function HourRow({ hour: { hour, count } }: { hour: Hour<Refused> }) {
  const nowMs = useNow();
  const isZoneKnown = useZoneKnown();
  const text = isZoneKnown ? localText(hour, nowMs) : utcText(hour);
  return (
    <tr className="flex items-baseline justify-between bg-sunken px-4 py-1.5 text-xs text-ink-soft">
      <th scope="rowgroup" colSpan={columns.length} className="text-left font-medium numeric">
        <time dateTime={hour} title={utcText(hour)}>
          {/* Seconds say nothing about an hour. */}
          From {text.replace(/:\d\d(?:\.\d{3} UTC)?$/, isZoneKnown ? '' : ' UTC')}
        </time>
        <span className="font-normal">
          {' '}
          · {count.toLocaleString('en')} {count === 1 ? 'request' : 'requests'}
        </span>
      </th>
    </tr>
  );
}

const cell = 'min-w-0 @max-[54rem]:order-2 @max-[54rem]:text-xs @max-[54rem]:text-ink-soft';

function RefusedRow({ row }: { row: Refused }) {
  const { reason, advice } = refusalWords[row.code];
  return (
    <tr
      className={clsx(
        'border-t border-line px-4 py-3 @max-[54rem]:flex @max-[54rem]:flex-wrap @max-[54rem]:gap-x-3 @max-[54rem]:gap-y-1',
        grid,
      )}
    >
      <th
        scope="row"
        className="grid min-w-0 content-start gap-0.5 text-left font-normal @max-[54rem]:w-full"
      >
        <span className="font-medium">{reason}</span>
        <span className="max-w-prose text-xs text-ink-soft text-pretty">{advice}</span>
      </th>
      <td className={cell}>{row.provider === 'unknown' ? 'Unknown' : row.providerName}</td>
      <td className={cell}>
        <span className="text-ink-soft @min-[54rem]:hidden">from </span>
        <code className="font-mono text-xs">{originWords(row.origin)}</code>
      </td>
      <td className={clsx(cell, 'numeric @max-[54rem]:hidden')}>
        <LocalTime at={row.firstAt} />
      </td>
      <td className={clsx(cell, 'numeric')}>
        <span className="@min-[54rem]:hidden">last </span>
        <LocalTime at={row.lastAt} />
      </td>
      <td className="text-right font-medium numeric @max-[54rem]:order-1 @max-[54rem]:text-xs">
        {row.count.toLocaleString('en')}
        <span className="@min-[54rem]:sr-only">×</span>
      </td>
    </tr>
  );
}
