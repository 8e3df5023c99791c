'use client';

import clsx from 'clsx';
import { BellOff, BellRing, CalendarClock, CircleHelp, type LucideIcon, SkipForward } from 'lucide-react';
import type { ReactNode } from 'react';
import { RelativeTime } from '#app/components/moment.tsx';
import { EventTime } from './event-time.tsx';
import type { StoryEntry } from './message.ts';

const calm = 'border-line-strong text-ink-soft';
const styles = {
  EscalationPlanned: { icon: CalendarClock, node: calm },
  EscalationIntended: { icon: BellRing, node: 'border-accent text-accent' },
  EscalationStepSkipped: { icon: SkipForward, node: calm },
  EscalationOutcomeUnknown: { icon: CircleHelp, node: 'border-warn text-warn' },
  EscalationSettled: { icon: BellRing, node: calm },
  EscalationCancelled: { icon: BellOff, node: 'border-good text-good' },
  EscalationEnded: { icon: BellOff, node: calm },
} as const satisfies Record<StoryEntry['type'], { icon: LucideIcon; node: string }>;

/** What was done on the rail of a message so that its notification is seen: a sentence, what follows, and when. */
export function StoryEvent({ entry, children }: { entry: StoryEntry; children?: ReactNode }) {
  const { icon: Icon, node } = styles[entry.type];
  return (
    <li
      id={`evt-${entry.position}`}
      className="group/event relative grid scroll-mt-20 grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3 not-last:mb-6 target:rounded-xs target:bg-accent-soft target:outline-8 target:outline-accent-soft"
    >
      <span
        aria-hidden="true"
        className="absolute top-8 -bottom-5 left-[0.84rem] w-px bg-line-strong group-last/event:hidden"
      />
      <span
        className={clsx(
          'relative grid size-7 place-items-center rounded-full border border-dashed bg-canvas',
          node,
        )}
      >
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="grid min-w-0 gap-1.5 pt-0.5">
        <h3 className="min-w-0 font-medium text-pretty">{entry.sentence}</h3>
        <p className="max-w-prose text-sm text-pretty text-ink-soft">{entry.meaning}</p>
        <p className="flex flex-wrap gap-x-2 text-xs text-ink-soft">
          <RelativeTime at={entry.occurredAt} className="font-medium text-ink" />
          <EventTime at={entry.occurredAt} href={`#evt-${entry.position}`} />
        </p>
        <p className="text-xs text-ink-soft">
          {entry.actor === null ? 'Escalation, recorded by Earshot' : 'Escalation, recorded by a person'}
        </p>
        {children}
      </div>
    </li>
  );
}
