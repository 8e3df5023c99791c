'use client';

import { MailCheck } from 'lucide-react';
import Link from 'next/link';
import { BackLink } from '#app/components/back-link.tsx';
import { buttonClass } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { LiveIndicator } from '#app/components/live-indicator.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import { ReplayPanel } from '../replay-panel.tsx';
import { useReplays } from '../use-replays.ts';
import { GroupHeader } from './group-header.tsx';
import { Letters } from './letters.tsx';

/** Letters that failed alike: what is wrong with them, what was received, and the means to read them again. */
export function GroupScreen({ signature }: { signature: string }) {
  const found = trpc.deadLetters.group.useQuery({ signature }, { meta: { live: 'dead-letters' } });
  const replays = useReplays();
  const group = found.data?.group;
  return (
    <div className="mx-auto grid w-full max-w-[100rem] gap-5 px-4 py-5 sm:px-6">
      <div className="flex items-center justify-between gap-4">
        <BackLink href="/admin/dead-letters">Dead letters</BackLink>
        <LiveIndicator updatedAtMs={found.dataUpdatedAt} failed={found.isError && found.data !== undefined} />
      </div>
      {found.data === undefined ? (
        <>
          <h1 className="sr-only">A group of dead letters</h1>
          {found.error === null ? (
            <LoadingGroup />
          ) : (
            <FailedState
              title="This group could not be read"
              message={found.error.message}
              onRetry={() => void found.refetch()}
            />
          )}
        </>
      ) : group == null ? (
        <EmptyGroup />
      ) : (
        <>
          <GroupHeader group={group} />
          {found.data.mayReplay && (
            <ReplayPanel signature={signature} title="Read them again" replays={replays.data?.replays}>
              A dry run reads these letters with the adapter of this build and writes nothing. A replay does
              it for good, whatever became of a letter before.
            </ReplayPanel>
          )}
          <Letters signature={signature} />
        </>
      )}
    </div>
  );
}

function EmptyGroup() {
  return (
    <>
      <h1 className="sr-only">No such group</h1>
      <Card>
        <EmptyState
          icon={MailCheck}
          title="Nothing fails like this any more"
          actions={
            <Link href="/admin/dead-letters?state=all" className={buttonClass('primary')}>
              All dead letters
            </Link>
          }
        >
          <p>
            Letters that failed in another way when they were tried again have moved to the group of that
            failure. None was deleted.
          </p>
        </EmptyState>
      </Card>
    </>
  );
}

function LoadingGroup() {
  return (
    <div aria-busy="true" className="grid gap-4">
      <p role="status" className="sr-only">
        Loading the group
      </p>
      <Skeleton className="h-7 w-96 max-w-full" />
      <Skeleton className="h-4 w-72 max-w-full" />
      <Skeleton className="h-24 rounded-lg" />
      <Skeleton className="h-64 rounded-lg" />
    </div>
  );
}
