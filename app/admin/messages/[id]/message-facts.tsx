'use client';

import type { ReactNode } from 'react';
import { CopyButton } from '#app/components/copy-button.tsx';
import { LocalTime } from '#app/components/moment.tsx';
import type { Message } from './message.ts';

/** What is known of a message besides its events, with ids to copy. */
export function MessageFacts({ message }: { message: Message }) {
  return (
    <aside aria-labelledby="facts" className="lg:sticky lg:top-6 lg:self-start">
      <h2 id="facts" className="mb-3 text-base font-semibold">
        Facts
      </h2>
      <dl className="grid gap-3 text-sm sm:grid-cols-2 lg:grid-cols-1">
        <Fact name="Message id">
          <Id text={message.id} what="message id" />
        </Fact>
        {message.providerMessageId !== null && (
          <Fact name={`${message.providerName}’s id`}>
            <Id text={message.providerMessageId} what={`id at ${message.providerName}`} />
          </Fact>
        )}
        {message.notificationId !== null && (
          <Fact name="Notification id">
            <Id text={message.notificationId} what="notification id" />
          </Fact>
        )}
        <Fact name="Category">{message.category ?? 'None'}</Fact>
        <Fact name="Template">{message.template ?? 'None'}</Fact>
        <Fact name="Opened by people">{times(message.humanOpens)}</Fact>
        <Fact name="Opened by machines">{times(message.machineOpens)}</Fact>
        {message.unknownOpens > 0 && (
          <Fact name="Opened by somebody or something">{times(message.unknownOpens)}</Fact>
        )}
        <Fact name="Links followed by people">{times(message.clicks)}</Fact>
        {message.reads > 0 && <Fact name="Read receipts">{times(message.reads)}</Fact>}
        <Fact name="First heard of">
          <LocalTime at={message.firstAt} />
        </Fact>
        <Fact name="Last heard of">
          <LocalTime at={message.lastAt} />
        </Fact>
      </dl>
    </aside>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 content-start gap-0.5">
      <dt className="text-xs text-ink-soft">{name}</dt>
      <dd className="min-w-0 numeric">{children}</dd>
    </div>
  );
}

function Id({ text, what }: { text: string; what: string }) {
  return (
    <span className="flex items-start gap-1">
      <code className="min-w-0 pt-0.5 font-mono text-xs">{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}

function times(count: number): string {
  if (count === 0) return 'Never';
  return count === 1 ? 'Once' : `${count} times`;
}
