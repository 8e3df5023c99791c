'use client';

import type { ReactNode } from 'react';
import { utcText } from '#app/components/time-format.ts';
import { verificationWords } from '../verification-words.ts';
import { meaningOf } from '../wording.ts';
import type { TimelineEntry } from './message.ts';

/** What an event means, and what it was said with. */
export function Explanation({ event }: { event: TimelineEntry }) {
  const { verification } = event;
  const verified = verificationWords(verification);
  return (
    <div className="grid gap-4 p-4 text-sm">
      <p className="max-w-prose text-pretty">{meaningOf(event)}</p>
      <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[8rem_minmax(0,1fr)]">
        <Term name="Occurred">{utcText(event.occurredAt)}</Term>
        <Term name="Received">{utcText(event.receivedAt)}</Term>
        {event.providerEvent !== null && (
          <Term name="Their word for it">
            <code className="font-mono text-xs">{event.providerEvent}</code>
          </Term>
        )}
        {event.codes?.provider !== undefined && <Term name="Their code">{event.codes.provider}</Term>}
        {event.codes?.attempt !== undefined && <Term name="Attempt">{event.codes.attempt}</Term>}
        {event.url !== null && <Term name="Link">{event.url}</Term>}
        {event.ip !== null && <Term name="From">{event.ip}</Term>}
        {event.userAgent !== null && <Term name="Program">{event.userAgent}</Term>}
        {!event.echoed && (
          <Term name="Whose id">
            The provider gave no id of ours back; the event was matched by the provider’s id and the
            recipient.
          </Term>
        )}
        {verified !== null && verification !== null && (
          <Term name="Origin">
            {verified.meaning}{' '}
            <span className="text-ink-soft">
              {verification.method}, key {verification.keyId}
              {verification.signedAt !== undefined && `, signed ${utcText(verification.signedAt)}`}
            </span>
          </Term>
        )}
      </dl>
    </div>
  );
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft max-sm:-mb-1.5 max-sm:text-xs">{name}</dt>
      <dd className="min-w-0 numeric">{children}</dd>
    </>
  );
}
