'use client';

import clsx from 'clsx';
import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#app/components/button.tsx';
import { Checkbox } from '#app/components/checkbox.tsx';
import type { MessageStatus } from '#server/domain/message/status.ts';
import { statusIcons } from './status-badge.tsx';
import { messageStatuses, statusWords } from './status-words.ts';

export interface StatusCount {
  readonly status: MessageStatus;
  readonly count: number;
  readonly atLeast: boolean;
}

interface StatusFilterProps {
  chosen: readonly MessageStatus[];
  counts: readonly StatusCount[] | undefined;
  onChange: (chosen: MessageStatus[]) => void;
}

/** Chooses statuses. At the side where there is room, else behind a button. */
export function StatusFilter({ chosen, counts, onChange }: StatusFilterProps) {
  const [isOpen, setOpen] = useState(false);
  const toggle = (status: MessageStatus) =>
    onChange(messageStatuses.filter((each) => (each === status) !== chosen.includes(each)));
  return (
    <>
      <Button
        aria-expanded={isOpen}
        aria-controls="status-filter"
        onClick={() => setOpen(!isOpen)}
        className="[grid-area:button] max-sm:mt-3 min-[90rem]:hidden"
      >
        <SlidersHorizontal aria-hidden className="size-4" />
        {chosen.length === 0 ? 'Status' : `Status: ${chosen.length} chosen`}
      </Button>
      <fieldset
        id="status-filter"
        className={clsx(
          'self-start [grid-area:panel] min-[90rem]:sticky min-[90rem]:top-6',
          'max-[90rem]:mt-3 max-[90rem]:rounded-lg max-[90rem]:border max-[90rem]:border-line max-[90rem]:bg-surface max-[90rem]:p-3',
          !isOpen && 'max-[90rem]:hidden',
        )}
      >
        <legend className="flex h-7 w-full items-center justify-between pl-2 text-xs font-medium text-ink-soft max-[90rem]:sr-only">
          Status
        </legend>
        <div className="grid gap-px max-[90rem]:grid-cols-[repeat(auto-fill,minmax(11rem,1fr))]">
          {messageStatuses.map((status) => (
            <StatusChoice
              key={status}
              status={status}
              isChosen={chosen.includes(status)}
              count={counts?.find((each) => each.status === status)}
              onToggle={() => toggle(status)}
            />
          ))}
        </div>
        {chosen.length > 0 && (
          <Button variant="quiet" size="sm" className="mt-1.5 w-full" onClick={() => onChange([])}>
            Show all statuses
          </Button>
        )}
      </fieldset>
    </>
  );
}

interface StatusChoiceProps {
  status: MessageStatus;
  isChosen: boolean;
  count: StatusCount | undefined;
  onToggle: () => void;
}

const iconTones = {
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  accent: 'text-accent',
  calm: 'text-calm',
} as const;

function StatusChoice({ status, isChosen, count, onToggle }: StatusChoiceProps) {
  const { name, tone } = statusWords[status];
  const Icon = statusIcons[status];
  const isEmpty = count?.count === 0 && !isChosen;
  return (
    <label
      className={clsx(
        'flex h-8 items-center gap-2 rounded-md px-2 text-sm transition-colors hover:bg-hover has-checked:bg-accent-soft',
        'has-focus-visible:outline-2 has-focus-visible:outline-accent',
        isEmpty ? 'text-ink-faint' : 'text-ink',
      )}
    >
      <Checkbox checked={isChosen} onChange={onToggle} className="size-3.5 outline-none" />
      <Icon aria-hidden className={clsx('size-4', isEmpty ? 'text-ink-faint' : iconTones[tone])} />
      <span className="min-w-0 flex-1 truncate">{name}</span>
      <span className="numeric text-xs text-ink-soft">
        {count === undefined ? '' : `${count.count}${count.atLeast ? '+' : ''}`}
        <span className="sr-only"> messages</span>
      </span>
    </label>
  );
}
