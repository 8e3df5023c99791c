'use client';

import clsx from 'clsx';
import { type KeyboardEvent, useId, useState } from 'react';
import { JsonView } from '#app/components/json-view.tsx';
import { Explanation } from './explanation.tsx';

import type { TimelineEntry } from './message.ts';

const tabs = ['Explanation', 'Normalised', 'Raw payload'] as const;
type Tab = (typeof tabs)[number];

interface EventDetailsProps {
  event: TimelineEntry;
  masked: boolean;
}

/** Everything about one event: in words, in our shape, and as it came. */
export function EventDetails({ event, masked }: EventDetailsProps) {
  const [tab, setTab] = useState<Tab>('Explanation');
  const id = useId();
  const onKeyDown = (key: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key.key];
    if (by === undefined) return;
    key.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length] ?? tab;
    setTab(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <div className="mt-1 overflow-hidden rounded-lg border border-line bg-surface">
      <div
        role="tablist"
        aria-label="Details"
        tabIndex={-1}
        onKeyDown={onKeyDown}
        className="flex gap-1 border-b border-line bg-sunken px-1.5"
      >
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={tab === name}
            aria-controls={`${id}-panel`}
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setTab(name)}
            className={clsx(
              'h-9 border-b-2 px-2 text-xs font-medium whitespace-nowrap transition-colors focus-visible:-outline-offset-2',
              tab === name ? 'border-accent text-ink' : 'border-transparent text-ink-soft hover:text-ink',
            )}
          >
            {name === 'Raw payload' ? <RawName /> : name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`}>
        {tab === 'Explanation' && <Explanation event={event} />}
        {tab === 'Normalised' && <JsonView value={normalised(event)} what="normalised event" />}
        {tab === 'Raw payload' && <Raw event={event} masked={masked} />}
      </div>
    </div>
  );
}

function RawName() {
  return (
    <>
      Raw<span className="max-sm:sr-only"> payload</span>
    </>
  );
}

function Raw({ event, masked }: EventDetailsProps) {
  if (event.raw !== null) return <JsonView value={JSON.parse(event.raw)} what="raw payload" />;
  return (
    <p className="p-4 text-sm text-ink-soft">
      {event.erased
        ? 'This person was erased, and with them what the provider sent. It can no longer be read by anybody.'
        : masked
          ? 'The raw payload names the person, so it is hidden for the support role.'
          : 'This event came without a payload.'}
    </p>
  );
}

/** The event in our own shape, without what is empty and without the payload, which has a place of its own. */
function normalised({ raw: _raw, sourceName: _name, ...event }: TimelineEntry): unknown {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== null));
}
