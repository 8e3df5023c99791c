'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { useRef } from 'react';
import { Card } from '#app/components/card.tsx';
import { LocalTime, RelativeTime } from '#app/components/moment.tsx';
import { useRowKeys } from '#app/components/use-row-keys.ts';
import { Adapter } from './adapter.tsx';
import { failureWords } from './failure-words.ts';
import { groupAddress, type LetterStates } from './filter.ts';
import type { Group } from './group.ts';
import { countOf } from './letter-count.ts';

/** The columns where there is room for a table; beneath that width each row is a card. */
export const groupGrid =
  '@min-[54rem]:grid @min-[54rem]:grid-cols-[minmax(0,1fr)_13rem_7rem_8rem_8rem] @min-[54rem]:items-center @min-[54rem]:gap-x-4';

const columns = ['What is wrong', 'Provider', 'Letters', 'First seen', 'Last seen'] as const;

interface GroupTableProps {
  groups: readonly Group[];
  state: LetterStates;
  isSwitching: boolean;
}

/** What fails in the same way: a table where there is room, cards where there is not. */
export function GroupTable({ groups, state, isSwitching }: GroupTableProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = useRowKeys(list);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys only move the focus between the links inside.
    <div ref={list} onKeyDown={onKeyDown}>
      <Card className={clsx('@container overflow-hidden transition-opacity', isSwitching && 'opacity-60')}>
        <table className="block w-full text-sm" aria-busy={isSwitching}>
          <caption className="sr-only">Groups of dead letters, the one that failed last first</caption>
          <thead className="block border-b border-line bg-sunken @max-[54rem]:sr-only">
            <tr className={clsx('h-9 px-4 text-xs text-ink-soft', groupGrid)}>
              {columns.map((column, at) => (
                <th
                  key={column}
                  scope="col"
                  className={clsx('truncate font-medium', at < 2 ? 'text-left' : 'text-right')}
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="block">
            {groups.map((group) => (
              <GroupRow key={group.signature} group={group} state={state} />
            ))}
          </tbody>
        </table>
      </Card>
    </div>
  );
}

const secondLine = 'block truncate text-xs text-ink-soft';

/** One group. The link in its first cell covers the whole row. */
function GroupRow({ group, state }: { group: Group; state: LetterStates }) {
  const { headline, others } = failureWords(group.failure);
  return (
    <tr
      className={clsx(
        'relative border-t border-line transition-colors first:border-t-0 hover:bg-hover has-focus-visible:bg-hover',
        '@max-[54rem]:grid @max-[54rem]:grid-cols-[minmax(0,1fr)_auto] @max-[54rem]:gap-x-3 @max-[54rem]:gap-y-1 @max-[54rem]:px-4 @max-[54rem]:py-3 @min-[54rem]:min-h-14 @min-[54rem]:px-4 @min-[54rem]:py-2',
        groupGrid,
      )}
    >
      <th scope="row" className="min-w-0 text-left font-normal @max-[54rem]:col-span-2">
        <Link
          data-row
          href={groupAddress(group.signature, { state })}
          prefetch={false}
          className="block font-medium text-pretty outline-none after:absolute after:inset-0 after:rounded-sm focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {headline}
          {others.length > 0 && <span className="text-ink-soft">, and {others.length} more</span>}
        </Link>
        <code className={clsx(secondLine, 'font-mono')}>{group.failure}</code>
      </th>
      <td className="min-w-0 @max-[54rem]:flex @max-[54rem]:flex-wrap @max-[54rem]:gap-x-2 @max-[54rem]:text-xs">
        <span className="block truncate">{group.providerName}</span>
        <span className="block text-xs text-ink-soft">
          <Adapter group={group} />
        </span>
      </td>
      <td className="text-right numeric @max-[54rem]:text-xs">
        <span className="font-medium">
          {group.count.toLocaleString('en')}
          {group.atLeast && '+'}
          <span className="@min-[54rem]:sr-only">{group.count === 1 ? ' letter' : ' letters'}</span>
        </span>
        {state !== 'open' && <span className={secondLine}>{openWords(group)}</span>}
      </td>
      <td className="min-w-0 text-right numeric @max-[54rem]:hidden">
        <RelativeTime at={group.firstSeenAt} className="block truncate" />
        <LocalTime at={group.firstSeenAt} className={secondLine} />
      </td>
      <td className="min-w-0 text-right numeric @max-[54rem]:col-span-2 @max-[54rem]:text-left @max-[54rem]:text-xs @max-[54rem]:text-ink-soft">
        <span className="@min-[54rem]:hidden">Last seen </span>
        <RelativeTime at={group.lastSeenAt} className="@min-[54rem]:block @min-[54rem]:truncate" />
        <span className="@min-[54rem]:hidden">
          , first <RelativeTime at={group.firstSeenAt} />
        </span>
        <LocalTime at={group.lastSeenAt} className={clsx(secondLine, '@max-[54rem]:hidden')} />
      </td>
    </tr>
  );
}

function openWords({ open }: Group): string {
  return open === 0 ? 'none open' : `${open.toLocaleString('en')} open`;
}

export function endOfGroups(groups: readonly Group[]): string {
  const letters = groups.reduce((sum, { count }) => sum + count, 0);
  const atLeast = groups.some((group) => group.atLeast);
  return `That is all: ${countOf(letters, atLeast)} in ${groups.length} ${groups.length === 1 ? 'group' : 'groups'}.`;
}
