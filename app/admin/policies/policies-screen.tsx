'use client';

import { Plus, Workflow } from 'lucide-react';
import Link from 'next/link';
import { buttonClass } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { trpc } from '#app/components/trpc.ts';
import type { PolicyList as List } from './policy.ts';
import { PolicyList } from './policy-list.tsx';
import { PriceList } from './price-list.tsx';

/** Every policy, and what a message costs. */
export function PoliciesScreen() {
  // Every change of a policy is in the audit, so that is what tells of one.
  const list = trpc.policies.list.useQuery(undefined, { meta: { live: 'audit' } });
  return (
    <div className="mx-auto grid w-full max-w-[72rem] gap-6 px-4 py-5 sm:px-6">
      <div className="grid gap-2">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h1 className="text-xl font-semibold tracking-tight">Escalation policies</h1>
          {list.data?.mayEdit && list.data.policies.length > 0 && <NewPolicyLink />}
        </div>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">
          When a message is not opened, not delivered or bounces, a policy tells the person again over another
          channel. Before each step the truth is read once more, so whoever has seen it is left alone.
        </p>
      </div>
      {list.data !== undefined ? (
        <Policies list={list.data} />
      ) : list.error !== null ? (
        <FailedState
          title="The policies could not be read"
          message={list.error.message}
          onRetry={() => void list.refetch()}
        />
      ) : (
        <LoadingPolicies />
      )}
    </div>
  );
}

function Policies({ list: { policies, choices, prices, mayEdit } }: { list: List }) {
  return (
    <>
      {policies.length > 0 ? (
        <PolicyList policies={policies} choices={choices} />
      ) : (
        <Card>
          <EmptyState icon={Workflow} title="No policies yet" actions={mayEdit && <NewPolicyLink />}>
            <p>
              Without one, each notification is told once. You can play a policy over what really happened
              before you save it.
            </p>
          </EmptyState>
        </Card>
      )}
      <PriceList prices={prices} mayEdit={mayEdit} />
    </>
  );
}

function NewPolicyLink() {
  return (
    <Link href="/admin/policies/new" className={buttonClass('primary')}>
      <Plus aria-hidden className="size-4" />
      New policy
    </Link>
  );
}

function LoadingPolicies() {
  return (
    <Card aria-busy="true" className="overflow-hidden">
      <p role="status" className="sr-only">
        Loading policies
      </p>
      {['a', 'b', 'c'].map((key) => (
        <div key={key} className="grid h-24 content-center gap-2 border-t border-line px-4 first:border-t-0">
          <Skeleton className="h-3.5 w-40 max-w-full" />
          <Skeleton className="h-3 w-64 max-w-full" />
          <Skeleton className="h-3 w-96 max-w-full" />
        </div>
      ))}
    </Card>
  );
}
