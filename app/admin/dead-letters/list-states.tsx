'use client';

import { MailCheck, MailQuestionMark, MailSearch } from 'lucide-react';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import type { LetterStates } from './filter.ts';
import { groupGrid } from './group-table.tsx';

const placeholders = ['a', 'b', 'c', 'd'];

/** Stands in for the groups in their shape until they are there. */
export function LoadingGroups() {
  return (
    <Card className="@container overflow-hidden" aria-busy="true">
      <p role="status" className="sr-only">
        Loading dead letters
      </p>
      {placeholders.map((key) => (
        <div
          key={key}
          className={`grid h-15 content-center gap-2 border-t border-line px-4 first:border-t-0 ${groupGrid}`}
        >
          <Skeleton className="h-3.5 w-4/5" />
          <Skeleton className="h-3.5 w-3/5" />
          <Skeleton className="ml-auto h-3.5 w-8 @max-[54rem]:hidden" />
          <Skeleton className="ml-auto h-3.5 w-16 @max-[54rem]:hidden" />
          <Skeleton className="ml-auto h-3.5 w-16 @max-[54rem]:hidden" />
        </div>
      ))}
    </Card>
  );
}

const words = {
  open: {
    icon: MailCheck,
    title: 'Nothing is waiting to be read',
    text: 'A dead letter is a webhook that was signed by the provider but that Earshot could not read, such as a new kind of event. It is kept whole and answered with 200, so the provider does not send it again, and it lands here to be replayed once it can be read.',
  },
  recovered: {
    icon: MailSearch,
    title: 'Nothing was recovered yet',
    text: 'Letters come here once a replay could read them. They stay for good, beside the events that they became.',
  },
  all: {
    icon: MailQuestionMark,
    title: 'There has been no dead letter yet',
    text: 'A webhook that is signed but cannot be read is kept whole and lands here. Requests with a wrong signature do not: they are refused, and counted beneath “Refused webhooks”.',
  },
} as const satisfies Record<LetterStates, { icon: typeof MailCheck; title: string; text: string }>;

interface EmptyGroupsProps {
  state: LetterStates;
  onShowAll: () => void;
}

/** Nothing to show, and what would be here. */
export function EmptyGroups({ state, onShowAll }: EmptyGroupsProps) {
  const { icon, title, text } = words[state];
  return (
    <Card>
      <EmptyState
        icon={icon}
        title={title}
        actions={state === 'all' ? undefined : <Button onClick={onShowAll}>Show all letters</Button>}
      >
        <p>{text}</p>
      </EmptyState>
    </Card>
  );
}
