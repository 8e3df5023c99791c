'use client';

import { FlaskConical, Info } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { Remark } from '#app/components/remark.tsx';
import { Segments } from '#app/components/segments.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import type { Draft } from './policy.ts';
import { SimulationResult } from './simulation-result.tsx';

const DAY_MS = 86_400_000;

const spans = [
  { value: '7', name: '7 days' },
  { value: '30', name: '30 days' },
  { value: '90', name: '90 days' },
] as const;
type Span = (typeof spans)[number]['value'];

interface Question {
  readonly draft: Draft;
  readonly from: string;
  readonly to: string;
  readonly span: Span;
}

interface SimulationPanelProps {
  /** What would be simulated now; null while it cannot be read. */
  draft: Draft | null;
}

/** Plays the draft over what really happened, and shows what it would have come to. */
export function SimulationPanel({ draft }: SimulationPanelProps) {
  const title = useId();
  const [span, setSpan] = useState<Span>('30');
  const [question, setQuestion] = useState<Question | null>(null);
  const ask = () => {
    if (draft === null) return;
    const to = new Date().toISOString();
    const from = new Date(Date.parse(to) - Number(span) * DAY_MS).toISOString();
    setQuestion({ draft, from, to, span });
  };
  const isOld =
    question !== null && (question.span !== span || JSON.stringify(question.draft) !== JSON.stringify(draft));
  return (
    <section aria-labelledby={title}>
      <Card className="grid gap-4 p-4">
        <div className="grid gap-1">
          <h2 id={title} className="flex items-center gap-2 text-base font-semibold tracking-tight">
            <FlaskConical aria-hidden className="size-4 text-accent" />
            Simulation
          </h2>
          <p className="text-sm text-ink-soft text-pretty">
            Plays the policy, as it stands here, over what really happened. Nothing is sent.
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Segments legend="Over the last" group="span" segments={spans} chosen={span} onChoose={setSpan} />
          <Button size="sm" className="ml-auto" aria-disabled={draft === null} onClick={ask}>
            Simulate
          </Button>
        </div>
        {draft === null && (
          <p className="text-xs text-ink-soft">
            Mend the errors first: what cannot be read cannot be played.
          </p>
        )}
        {question !== null && <Answer question={question} isOld={isOld} />}
      </Card>
    </section>
  );
}

function Answer({ question, isOld }: { question: Question; isOld: boolean }) {
  const { draft, from, to } = question;
  // What the server refuses is said; it has checked the same draft for its findings before.
  const found = trpc.policies.simulate.useQuery(
    { draft, from, to },
    { staleTime: Number.POSITIVE_INFINITY, retry: false },
  );
  if (found.error !== null) {
    return (
      <p role="alert" className="text-sm text-pretty text-bad">
        {found.error.message}
      </p>
    );
  }
  if (found.data === undefined) {
    return (
      <div aria-busy="true" className="grid gap-2.5 border-t border-line pt-4">
        <p role="status" className="sr-only">
          Simulating
        </p>
        <Skeleton className="h-6 w-40" />
        {['a', 'b', 'c'].map((key) => (
          <Skeleton key={key} className="h-4 w-full" />
        ))}
      </div>
    );
  }
  return (
    <div className="grid gap-4 border-t border-line pt-4">
      {isOld && (
        <Remark icon={Info}>
          The policy or the time was changed since. Simulate again to see what that does.
        </Remark>
      )}
      <SimulationResult simulation={found.data} />
    </div>
  );
}
