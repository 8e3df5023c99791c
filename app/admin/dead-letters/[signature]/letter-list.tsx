'use client';

import clsx from 'clsx';
import { type ComponentProps, type MouseEvent, useRef } from 'react';
import { Card } from '#app/components/card.tsx';
import { LocalTime, RelativeTime } from '#app/components/moment.tsx';
import { Older } from '#app/components/older.tsx';
import { useRowKeys } from '#app/components/use-row-keys.ts';
import { groupAddress, type LetterStates } from '../filter.ts';
import type { Letter } from '../group.ts';
import { countOf } from '../letter-count.ts';
import { LetterState } from '../letter-state.tsx';

interface LetterListProps {
  signature: string;
  state: LetterStates;
  letters: readonly Letter[];
  /** The id of the one that is looked at. */
  shown: string | null;
  isSwitching: boolean;
  onOpen: (id: string, click: MouseEvent) => void;
  older: Omit<ComponentProps<typeof Older>, 'end'>;
}

/** The letters of a group, the newest first. */
export function LetterList({
  signature,
  state,
  letters,
  shown,
  isSwitching,
  onOpen,
  older,
}: LetterListProps) {
  const list = useRef<HTMLUListElement>(null);
  const onKeyDown = useRowKeys(list);
  if (letters.length === 0) {
    return (
      <Card className="px-4 py-6 text-center text-sm text-ink-soft">
        {state === 'open'
          ? 'No letter of this group is open any more.'
          : 'No letter of this group was recovered yet.'}
      </Card>
    );
  }
  return (
    <div>
      <Card className={clsx('overflow-hidden transition-opacity', isSwitching && 'opacity-60')}>
        <ul ref={list} onKeyDown={onKeyDown} className="lg:max-h-[40rem] lg:overflow-y-auto">
          {letters.map((letter) => (
            <li
              key={letter.id}
              className={clsx(
                'relative border-t border-line px-3.5 py-2.5 text-sm transition-colors first:border-t-0 has-focus-visible:bg-hover',
                letter.id === shown ? 'lg:bg-accent-soft max-lg:hover:bg-hover' : 'hover:bg-hover',
              )}
            >
              <div className="flex items-baseline justify-between gap-3">
                <a
                  data-row
                  href={groupAddress(signature, { state, letter: letter.id })}
                  onClick={(click) => onOpen(letter.id, click)}
                  aria-current={letter.id === shown ? 'true' : undefined}
                  className="font-medium numeric outline-none after:absolute after:inset-0 after:rounded-sm focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
                >
                  <LocalTime at={letter.receivedAt} />
                </a>
                <RelativeTime at={letter.receivedAt} className="text-xs text-ink-soft numeric" />
              </div>
              <div className="flex items-center justify-between gap-3">
                <LetterState letter={letter} />
                <span className="text-xs text-ink-soft numeric">{sizeOf(letter)}</span>
              </div>
            </li>
          ))}
        </ul>
      </Card>
      <Older {...older} end={`That is all: ${countOf(letters.length)}.`} />
    </div>
  );
}

function sizeOf({ sizeBytes }: Letter): string {
  if (sizeBytes === null) return '';
  return sizeBytes < 1024 ? `${sizeBytes} bytes` : `${(sizeBytes / 1024).toFixed(1)} KiB`;
}
