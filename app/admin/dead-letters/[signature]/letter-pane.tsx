'use client';

import { MailQuestionMark } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Card } from '#app/components/card.tsx';
import { CopyButton } from '#app/components/copy-button.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { LocalTime, RelativeTime } from '#app/components/moment.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import type { LetterDetail } from '../group.ts';
import { LetterState } from '../letter-state.tsx';
import { Payload } from './payload.tsx';
import { Recovered } from './recovered.tsx';
import { TryLetter } from './try-letter.tsx';

interface LetterPaneProps {
  id: string;
  heading: RefObject<HTMLHeadingElement | null>;
  onReplay: () => void;
}

/** One letter: where it stands, what it became, what was received, and the means to try it again. */
export function LetterPane({ id, heading, onReplay }: LetterPaneProps) {
  const found = trpc.deadLetters.byId.useQuery(
    { id },
    { meta: { live: 'dead-letters' }, retry: isWorthRetrying },
  );
  return (
    <section aria-labelledby="letter" className="grid gap-3">
      <h2 ref={heading} id="letter" tabIndex={-1} className="text-base font-semibold outline-none">
        Letter
      </h2>
      {found.data !== undefined ? (
        <Card className="overflow-hidden">
          <Facts detail={found.data} />
          <Recovered detail={found.data} />
          {found.data.isAdmin && <TryLetter letter={found.data.letter} onReplay={onReplay} />}
          <Payload detail={found.data} />
        </Card>
      ) : found.error === null ? (
        <LoadingLetter />
      ) : found.error.data?.code === 'NOT_FOUND' ? (
        <Card>
          <EmptyState icon={MailQuestionMark} title="No letter has this id">
            <p>The address may have been cut short. Choose one from the list.</p>
          </EmptyState>
        </Card>
      ) : (
        <FailedState
          title="This letter could not be read"
          message={found.error.message}
          onRetry={() => void found.refetch()}
        />
      )}
    </section>
  );
}

function isWorthRetrying(
  failures: number,
  { data }: { data?: { code?: string } | null | undefined },
): boolean {
  return failures < 1 && data?.code !== 'NOT_FOUND';
}

function LoadingLetter() {
  return (
    <Card aria-busy="true" className="grid gap-3 p-4">
      <p role="status" className="sr-only">
        Loading the letter
      </p>
      <Skeleton className="h-3.5 w-80 max-w-full" />
      <Skeleton className="h-3.5 w-64 max-w-full" />
      <Skeleton className="mt-6 h-3.5 w-40" />
      <Skeleton className="h-3.5 w-96 max-w-full" />
      <Skeleton className="h-3.5 w-72 max-w-full" />
    </Card>
  );
}

function Facts({ detail: { letter } }: { detail: LetterDetail }) {
  return (
    <dl className="grid gap-x-8 gap-y-3 p-4 text-sm sm:grid-cols-[auto_auto_minmax(0,1fr)]">
      <Fact name="State">
        <LetterState letter={letter} />
      </Fact>
      <Fact name="Received">
        <LocalTime at={letter.receivedAt} />{' '}
        <span className="text-xs text-ink-soft">
          (<RelativeTime at={letter.receivedAt} />)
        </span>
      </Fact>
      <Fact name="Tried again">
        {letter.triedAt === null ? (
          'Never'
        ) : (
          <>
            <LocalTime at={letter.triedAt} />{' '}
            <span className="text-xs text-ink-soft">
              (<RelativeTime at={letter.triedAt} />)
            </span>
          </>
        )}
      </Fact>
      <Fact name="Id" className="col-span-full">
        <span className="flex items-start gap-1">
          <code className="min-w-0 pt-0.5 font-mono text-xs">{letter.id}</code>
          <CopyButton text={letter.id} what="letter id" />
        </span>
      </Fact>
    </dl>
  );
}

function Fact({ name, className, children }: { name: string; className?: string; children: ReactNode }) {
  return (
    <div className={`grid min-w-0 content-start gap-0.5 ${className ?? ''}`}>
      <dt className="text-xs text-ink-soft">{name}</dt>
      <dd className="min-w-0 numeric">{children}</dd>
    </div>
  );
}
