'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { LocalTime, RelativeTime } from '#app/components/moment.tsx';
import { ChannelLabel, channelNames } from './channel.tsx';
import { Engagement } from './engagement.tsx';
import { StatusBadge } from './status-badge.tsx';
import type { MessageRow as Row } from './use-message-feed.ts';

/** The columns where there is room for a table; beneath that width each row is a card. */
export const rowGrid =
  '@min-[54rem]:grid @min-[54rem]:grid-cols-[minmax(0,1.25fr)_minmax(0,1.1fr)_5.25rem_12rem_7.25rem_6.5rem] @min-[54rem]:items-center @min-[54rem]:gap-x-3';

const secondLine = 'block truncate text-xs text-ink-soft';

/** One message. The link in its first cell covers the whole row. */
export function MessageRow({ row, masked, isNew }: { row: Row; masked: boolean; isNew: boolean }) {
  return (
    <tr
      className={clsx(
        'group relative border-t border-line transition-colors first:border-t-0 hover:bg-hover has-focus-visible:bg-hover',
        '@max-[54rem]:grid @max-[54rem]:grid-cols-[minmax(0,1fr)_auto] @max-[54rem]:gap-x-3 @max-[54rem]:gap-y-1.5 @max-[54rem]:px-4 @max-[54rem]:py-3 @min-[54rem]:h-14 @min-[54rem]:px-4',
        rowGrid,
        isNew && 'motion-safe:arrive',
      )}
    >
      <th scope="row" className="min-w-0 text-left font-normal">
        <Link
          data-row
          href={`/admin/messages/${encodeURIComponent(row.id)}`}
          prefetch={false}
          className="block truncate font-medium outline-none after:absolute after:inset-0 after:rounded-sm focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          <Recipient row={row} />
        </Link>
        <span className={clsx(secondLine, 'font-mono @max-[54rem]:hidden')}>{row.id}</span>
      </th>
      <td className="min-w-0 @max-[54rem]:order-3 @max-[36rem]:col-span-2">
        <span className={clsx('block truncate', row.subjectLine === null && 'text-ink-soft')}>
          {row.subjectLine ?? absentSubject(row, masked)}
        </span>
        <span className={secondLine}>
          {[row.category, row.template].filter(Boolean).join(' · ') || 'No category'}
        </span>
      </td>
      <td className="min-w-0 @max-[54rem]:order-5 @max-[54rem]:flex @max-[54rem]:items-center @max-[54rem]:gap-1.5 @max-[54rem]:text-xs @max-[54rem]:text-ink-soft">
        <ChannelLabel channel={row.channel} />
        {row.providerName !== null && row.providerName !== channelNames[row.channel] && (
          <>
            <span aria-hidden="true" className="@min-[54rem]:hidden">
              ·
            </span>
            <span className={secondLine}>{row.providerName}</span>
          </>
        )}
      </td>
      <td className="min-w-0 @max-[54rem]:order-4 @max-[54rem]:self-center @max-[36rem]:col-span-2 @min-[36rem]:justify-self-end @min-[54rem]:justify-self-start">
        <StatusBadge outcome={row} />
      </td>
      <td className="min-w-0 text-ink-soft @max-[54rem]:order-6 @max-[54rem]:justify-self-end @max-[54rem]:text-xs">
        <Engagement
          status={row.status}
          engagement={row.engagement}
          machineOpens={row.machineOpens}
          unknownOpens={row.unknownOpens}
        />
      </td>
      <td className="min-w-0 text-right numeric @max-[54rem]:order-2 @max-[54rem]:text-xs @max-[54rem]:text-ink-soft">
        <RelativeTime at={row.firstAt} className="block truncate" />
        <LocalTime at={row.firstAt} className={clsx(secondLine, '@max-[54rem]:hidden')} />
      </td>
    </tr>
  );
}

/** Only a mail has a subject to miss. */
function absentSubject({ channel, erased }: Row, masked: boolean): string {
  if (channel !== 'email') return 'No subject';
  return masked && !erased ? 'Subject hidden' : 'No subject line';
}

function Recipient({ row }: { row: Row }) {
  if (row.recipient !== null) return row.recipient;
  return <span className="text-ink-soft italic">{row.erased ? 'Erased person' : 'Unknown recipient'}</span>;
}
