'use client';

import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { eventName } from '../event-words.ts';
import type { LetterDetail } from '../group.ts';

/** What a letter became once it could be read, with the ways to the messages it speaks of. */
export function Recovered({ detail: { letter, recovered } }: { detail: LetterDetail }) {
  if (letter.state === 'open') return null;
  return (
    <section
      aria-labelledby="became"
      className="grid gap-2 border-t border-line bg-good-soft px-4 py-3 text-sm"
    >
      <h3 id="became" className="font-semibold">
        What it became
      </h3>
      {recovered === null ? (
        <p className="text-ink-soft">
          It was recovered, but can no longer be read: it was erased, or its provider is not set up here any
          more.
        </p>
      ) : (
        <ul className="grid gap-1.5">
          {recovered.messages.map(({ messageId, events }) => (
            <li key={messageId} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
              <span>
                {events.length === 0
                  ? 'Was known already'
                  : events.map(({ type }) => eventName(type)).join(', ')}
              </span>
              <Link
                href={messageAddress(messageId, events[0]?.position)}
                prefetch={false}
                className="inline-flex min-w-0 items-center gap-1 font-medium text-accent underline underline-offset-2"
              >
                <span className="min-w-0 break-all">Message {messageId}</span>
                <ArrowRight aria-hidden className="size-3.5" />
              </Link>
            </li>
          ))}
          {recovered.others.map((type) => (
            <li key={type}>{eventName(type)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function messageAddress(messageId: string, position: number | undefined): string {
  const address = `/admin/messages/${encodeURIComponent(messageId)}`;
  return position === undefined ? address : `${address}#evt-${position}`;
}
