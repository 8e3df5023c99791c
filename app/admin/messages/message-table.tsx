'use client';

import clsx from 'clsx';
import { ArrowUp } from 'lucide-react';
import { type RefObject, useEffect } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { useRowKeys } from '#app/components/use-row-keys.ts';
import { MessageRow, rowGrid } from './message-row.tsx';
import type { useMessageFeed } from './use-message-feed.ts';

const columns = ['Recipient', 'Subject', 'Channel', 'Status', 'Engagement', 'First heard'] as const;

interface MessageTableProps {
  feed: ReturnType<typeof useMessageFeed>;
  list: RefObject<HTMLDivElement | null>;
}

/** The messages: a table where there is room, cards where there is not. */
export function MessageTable({ feed, list }: MessageTableProps) {
  const onKeyDown = useRowKeys(list);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys only move the focus between the links inside.
    <div ref={list} onKeyDown={onKeyDown}>
      <NewMessages feed={feed} />
      <Card
        className={clsx('@container overflow-hidden transition-opacity', feed.isSwitching && 'opacity-60')}
      >
        <table className="block w-full text-sm" aria-busy={feed.isSwitching}>
          <caption className="sr-only">Messages, newest first</caption>
          <thead className="block border-b border-line bg-sunken @max-[54rem]:sr-only">
            <tr className={clsx('h-9 px-4 text-xs text-ink-soft', rowGrid)}>
              {columns.map((column) => (
                <th key={column} scope="col" className="truncate text-left font-medium last:text-right">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="block">
            {feed.rows.map((row) => (
              <MessageRow key={row.id} row={row} masked={feed.masked} isNew={feed.arrived.has(row.id)} />
            ))}
          </tbody>
        </table>
      </Card>
      <Older feed={feed} />
    </div>
  );
}

function NewMessages({ feed: { waiting, letIn } }: { feed: MessageTableProps['feed'] }) {
  const announce = useAnnounce();
  const words = `${waiting >= 50 ? '50+' : waiting} new ${waiting === 1 ? 'message' : 'messages'}`;
  useEffect(() => {
    if (waiting > 0) announce(words);
  }, [waiting, words, announce]);
  if (waiting === 0) return null;
  return (
    <div className="pointer-events-none sticky top-16 z-20 flex h-0 justify-center xl:top-3">
      <Button
        variant="primary"
        size="sm"
        className="pointer-events-auto mt-1 shadow-pop"
        onClick={() => {
          letIn();
          window.scrollTo({ top: 0 });
        }}
      >
        <ArrowUp aria-hidden className="size-3.5" />
        {words}
      </Button>
    </div>
  );
}

function Older({ feed: { older, rows } }: { feed: MessageTableProps['feed'] }) {
  if (!older.exist) {
    return <p className="py-5 text-center text-xs text-ink-faint">That is all: {countWords(rows.length)}.</p>;
  }
  return (
    <div className="grid justify-items-center gap-2 py-5">
      {older.failed && (
        <p role="alert" className="text-sm text-bad">
          The older messages could not be loaded.
        </p>
      )}
      <Button onClick={older.load} aria-disabled={older.isLoading}>
        {older.isLoading ? 'Loading…' : older.failed ? 'Try again' : 'Load older'}
      </Button>
    </div>
  );
}

function countWords(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}
