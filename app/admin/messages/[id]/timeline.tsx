'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useRef } from 'react';
import { Segments } from '#app/components/segments.tsx';
import { useRowKeys } from '#app/components/use-row-keys.ts';
import type { StoryEntry, TimelineEntry } from './message.ts';
import { SettleStep } from './settle-step.tsx';
import { StoryEvent } from './story-event.tsx';
import { TimelineEvent } from './timeline-event.tsx';

const orders = [
  { value: 'oldest', name: 'Oldest first' },
  { value: 'newest', name: 'Newest first' },
] as const;
const orderParser = parseAsStringLiteral(orders.map(({ value }) => value)).withDefault('oldest');

interface TimelineProps {
  events: readonly TimelineEntry[];
  escalation: readonly StoryEntry[];
  masked: boolean;
  /** Null for a message that was not sent through us. */
  notificationId: string | null;
}

/** Everything that was heard about a message and done about it, on a rail. The order stands in the address. */
export function Timeline({ events, escalation, masked, notificationId }: TimelineProps) {
  const [order, setOrder] = useQueryState('order', orderParser);
  const list = useRef<HTMLOListElement>(null);
  const onKeyDown = useRowKeys(list);
  const isOldestFirst = order === 'oldest';
  const all = [...events, ...escalation].toSorted(
    (a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt),
  );
  const entries = all.map((event, at) => ({ event, before: all[at - 1] ?? null }));
  return (
    <section aria-labelledby="timeline" className="min-w-0">
      <div className="mb-3 flex items-center justify-between gap-3">
        <h2 id="timeline" className="text-base font-semibold">
          Timeline
        </h2>
        <Segments
          legend="Order of events"
          group="order"
          segments={orders}
          chosen={order}
          onChoose={(next) => void setOrder(next)}
        />
      </div>
      <ol ref={list} onKeyDown={onKeyDown}>
        {(isOldestFirst ? entries : entries.toReversed()).map(({ event, before }) =>
          'sentence' in event ? (
            <StoryEvent key={event.position} entry={event}>
              {notificationId !== null && !masked && isUnsettled(event, escalation) && (
                <SettleStep notificationId={notificationId} step={event.step ?? 1} />
              )}
            </StoryEvent>
          ) : (
            <TimelineEvent
              key={event.position}
              event={event}
              sincePreviousMs={
                before === null ? null : Date.parse(event.occurredAt) - Date.parse(before.occurredAt)
              }
              masked={masked}
            />
          ),
        )}
      </ol>
    </section>
  );
}

function isUnsettled({ type, step }: StoryEntry, story: readonly StoryEntry[]): boolean {
  if (type !== 'EscalationOutcomeUnknown') return false;
  return !story.some(({ type: other, step: of }) => {
    return (
      other === 'EscalationCancelled' ||
      other === 'EscalationEnded' ||
      (other === 'EscalationSettled' && of === step)
    );
  });
}
