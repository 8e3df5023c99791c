'use client';

import clsx from 'clsx';
import { ChevronRight, Copy, MailCheck, ShieldAlert, ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { useId, useState } from 'react';
import { RelativeTime } from '#app/components/moment.tsx';
import { spanText } from '#app/components/time-format.ts';
import { codesText } from '../code-words.ts';
import { verificationWords } from '../verification-words.ts';
import { sentenceOf } from '../wording.ts';
import { EventDetails } from './event-details.tsx';
import { eventStyle } from './event-style.ts';
import { EventTime } from './event-time.tsx';
import type { TimelineEntry } from './message.ts';

/** A gap between their clock and ours that is worth a word. */
const NOTABLE_DELAY_MS = 5000;

interface TimelineEventProps {
  event: TimelineEntry;
  /** Null for the first. */
  sincePreviousMs: number | null;
  masked: boolean;
}

/** One event on the rail: a sentence, when, who said so, and everything else on demand. */
export function TimelineEvent({ event, sincePreviousMs, masked }: TimelineEventProps) {
  const [isOpen, setOpen] = useState(false);
  const panel = useId();
  const { icon: Icon, node } = eventStyle(event);
  return (
    <li
      id={`evt-${event.position}`}
      className="group/event relative grid scroll-mt-20 grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3 not-last:mb-6 target:rounded-xs target:bg-accent-soft target:outline-8 target:outline-accent-soft"
    >
      <span
        aria-hidden="true"
        className="absolute top-8 -bottom-5 left-[0.84rem] w-px bg-line-strong group-last/event:hidden"
      />
      <span className={clsx('relative grid size-7 place-items-center rounded-full border bg-canvas', node)}>
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="grid min-w-0 gap-1.5 pt-0.5">
        <div className="flex items-baseline justify-between gap-x-3">
          <div className="flex min-w-0 flex-wrap items-baseline gap-x-3">
            <h3 className="min-w-0 font-medium text-pretty">{sentenceOf(event)}</h3>
            <Codes event={event} />
          </div>
          <Since ms={sincePreviousMs} />
        </div>
        {event.reason !== null && (
          <p className="border-l-2 border-line-strong pl-2.5 font-mono text-xs text-ink-soft">
            {event.reason}
          </p>
        )}
        <p className="flex flex-wrap gap-x-2 text-xs text-ink-soft">
          <RelativeTime at={event.occurredAt} className="font-medium text-ink" />
          <EventTime at={event.occurredAt} href={`#evt-${event.position}`} />
        </p>
        <div className="-my-0.5 flex flex-wrap items-center gap-x-3 gap-y-0.5">
          <Origin event={event} />
          <button
            type="button"
            data-row
            aria-expanded={isOpen}
            aria-controls={panel}
            onClick={() => setOpen(!isOpen)}
            className="-ml-1.5 inline-flex h-6 items-center gap-1 justify-self-start rounded-sm px-1.5 text-xs font-medium text-ink-soft transition-colors hover:bg-hover hover:text-ink"
          >
            <ChevronRight
              aria-hidden
              className={clsx('size-3.5 transition-transform', isOpen && 'rotate-90')}
            />
            Details<span className="sr-only">: {sentenceOf(event)}</span>
          </button>
        </div>
        <div id={panel} hidden={!isOpen}>
          {isOpen && <EventDetails event={event} masked={masked} />}
        </div>
      </div>
    </li>
  );
}

function Since({ ms }: { ms: number | null }) {
  if (ms === null) return null;
  return (
    <span className="shrink-0 text-xs text-ink-soft numeric">
      +{spanText(ms)}
      <span className="sr-only"> since the event before</span>
    </span>
  );
}

function Codes({ event }: { event: TimelineEntry }) {
  const text = codesText(event.codes);
  if (text === null) return null;
  return <code className="rounded-xs bg-calm-soft px-1.5 py-px font-mono text-xs text-ink-soft">{text}</code>;
}

/** Who said so, how far that is proven, how late it came and how often. */
function Origin({ event }: { event: TimelineEntry }) {
  const verified = verificationWords(event.verification);
  const isProven = event.verification !== null && event.verification.scope !== 'none';
  const Shield = isProven ? ShieldCheck : ShieldAlert;
  const delayMs = Date.parse(event.receivedAt) - Date.parse(event.occurredAt);
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-soft">
      <span>{originText(event)}</span>
      {verified !== null && (
        <span className="inline-flex items-center gap-1">
          <Shield aria-hidden className={clsx('size-3.5', isProven ? 'text-good' : 'text-warn')} />
          {verified.short}
        </span>
      )}
      {Math.abs(delayMs) > NOTABLE_DELAY_MS && (
        <span className="text-warn">
          {delayMs > 0
            ? `Received ${spanText(delayMs)} later`
            : `Received ${spanText(delayMs)} before it is said to have happened`}
        </span>
      )}
      {event.deadLetterId !== null && (
        <Link
          href={`/admin/dead-letters?${new URLSearchParams({ letter: event.deadLetterId })}`}
          prefetch={false}
          className="inline-flex items-center gap-1 font-medium text-accent underline underline-offset-2"
        >
          <MailCheck aria-hidden className="size-3.5" />
          Recovered from a dead letter
        </Link>
      )}
      {event.duplicates > 0 && (
        <span className="inline-flex items-center gap-1">
          <Copy aria-hidden className="size-3.5" />
          Sent again ×{event.duplicates}
        </span>
      )}
    </p>
  );
}

function originText({ verification, source, sourceName }: TimelineEntry): string {
  if (verification !== null) return `${sourceName} webhook`;
  return `Recorded by ${new Map(Object.entries(ownSources)).get(source) ?? sourceName}`;
}

/** Whoever records without a provider. */
const ownSources = {
  api: 'a call of the API',
  user: 'the person',
  admin: 'an administrator',
  engine: 'Earshot',
  import: 'an import',
  sync: 'a look at the provider’s own records',
};
