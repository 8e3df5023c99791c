'use client';

import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '#app/components/badge.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import { spanText } from '#app/components/time-format.ts';
import type { SimulatedExample } from './policy.ts';
import { channelWords } from './policy-words.ts';
import { causeWords, outcomeWords, refusalWords, seenWords } from './simulation-words.ts';

type Case = NonNullable<SimulatedExample['before']>;

const shownAtOnce = 6;

interface ExamplesProps {
  examples: readonly SimulatedExample[];
  /** The version in force, where it was played beside the draft. */
  version: number | null;
}

/** Some notifications one by one, each with its timeline a click away. */
export function Examples({ examples, version }: ExamplesProps) {
  const more = examples.length - shownAtOnce;
  return (
    <div className="grid gap-1">
      <h3 className="text-xs font-medium text-ink-soft">Examples</h3>
      <ExampleList examples={examples.slice(0, shownAtOnce)} version={version} />
      {more > 0 && (
        <details className="group">
          <summary className="inline-flex min-h-6 items-center rounded-sm text-xs font-medium text-accent underline underline-offset-2">
            {more} more
          </summary>
          <ExampleList examples={examples.slice(shownAtOnce)} version={version} />
        </details>
      )}
    </div>
  );
}

function ExampleList({ examples, version }: ExamplesProps) {
  return (
    <ul className="-mx-2 grid">
      {examples.map((example) => (
        <li key={example.notificationId}>
          <Example example={example} version={version} />
        </li>
      ))}
    </ul>
  );
}

function Example({ example, version }: { example: SimulatedExample; version: number | null }) {
  const { messageId, requestedAt, outcome, before } = example;
  const isOther = before !== null && caseText(before, requestedAt) !== caseText(example, requestedAt);
  const body = (
    <>
      <span className="flex flex-wrap items-center justify-between gap-x-2 gap-y-0.5">
        <Badge tone={outcome === 'told_again' ? 'accent' : 'calm'}>{outcomeWords[outcome].name}</Badge>
        <span className="flex items-center gap-1 text-xs text-ink-soft">
          <RelativeTime at={requestedAt} />
          {messageId !== null && <ChevronRight aria-hidden className="size-3.5 text-ink-faint" />}
        </span>
      </span>
      <span className="block text-pretty">{caseText(example, requestedAt)}</span>
      {isOther && (
        <span className="block text-xs text-ink-soft text-pretty">
          Version {version}: {caseText(before, requestedAt)}
        </span>
      )}
    </>
  );
  if (messageId === null) return <Row>{body}</Row>;
  return (
    <Link
      href={`/admin/messages/${encodeURIComponent(messageId)}`}
      prefetch={false}
      className="grid gap-0.5 rounded-sm px-2 py-1.5 text-sm transition-colors hover:bg-hover"
    >
      {body}
    </Link>
  );
}

function Row({ children }: { children: ReactNode }) {
  return <div className="grid gap-0.5 px-2 py-1.5 text-sm">{children}</div>;
}

/** What became of one notification in a sentence, with times from when it was asked for. */
function caseText({ outcome, seen, steps }: Case, from: string) {
  const done = steps.map(({ channel, at, became }) => {
    const { name } = channelWords[channel];
    const after = spanText(Date.parse(at) - Date.parse(from));
    return became.verdict === 'sent'
      ? `${name} after ${after}, ${causeWords[became.because]}`
      : `no ${name}: ${refusalWords(became.reason)}`;
  });
  const ending = seen === null ? [] : [`${seenWords[seen]} by a person`];
  const parts = [...done, ...ending];
  if (parts.length === 0) return outcomeWords[outcome].help;
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
