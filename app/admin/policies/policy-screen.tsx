'use client';

import { FilePen } from 'lucide-react';
import Link from 'next/link';
import { useRef } from 'react';
import { buttonClass } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';
import { FailedState } from '#app/components/failed-state.tsx';
import { trpc } from '#app/components/trpc.ts';
import { EditablePolicy } from './editable-policy.tsx';
import { LoadingPolicy } from './loading-policy.tsx';
import type { PolicyDetail } from './policy.ts';
import { draftOf, fieldsOf } from './policy-fields.ts';
import { PolicyHeader } from './policy-header.tsx';
import { PolicyLayout } from './policy-layout.tsx';
import { PolicySummary } from './policy-summary.tsx';
import { SimulationPanel } from './simulation-panel.tsx';
import { usualCurrency } from './simulation-words.ts';
import { VersionHistory } from './version-history.tsx';

/** One policy: its fields, what it would have done, and every version of it. */
export function PolicyScreen({ policyId }: { policyId: string }) {
  // Every change of a policy is in the audit, so that is what tells of one.
  const found = trpc.policies.byId.useQuery({ policyId }, { meta: { live: 'audit' }, retry: false });
  const prices = trpc.policies.prices.useQuery();
  if (found.data !== undefined && !prices.isLoading) {
    const currency = usualCurrency(prices.data?.prices);
    return found.data.mayEdit ? (
      <EditablePolicy newest={found.data} currency={currency} />
    ) : (
      <ReadablePolicy policy={found.data} currency={currency} />
    );
  }
  const title = <h1 className="text-xl font-semibold tracking-tight">{policyId}</h1>;
  if (found.error === null) return <LoadingPolicy header={title} />;
  return (
    <PolicyLayout
      header={title}
      main={
        found.error.data?.code === 'NOT_FOUND' ? (
          <UnknownPolicy />
        ) : (
          <FailedState
            title="The policy could not be read"
            message={found.error.message}
            onRetry={() => void found.refetch()}
          />
        )
      }
      aside={null}
    />
  );
}

function ReadablePolicy({ policy, currency }: { policy: PolicyDetail; currency: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <PolicyLayout
      header={<PolicyHeader policy={policy} heading={heading} onRetire={null} />}
      main={
        <div className="grid gap-2">
          <PolicySummary policy={policy.policy} choices={policy.choices} />
          <p className="text-xs text-ink-soft">
            Your role may look and simulate. Administrators can change it.
          </p>
        </div>
      }
      aside={
        <>
          <SimulationPanel draft={draftOf(fieldsOf(policy.policy, currency))} />
          <VersionHistory versions={policy.versions} choices={policy.choices} onTake={null} />
        </>
      }
    />
  );
}

function UnknownPolicy() {
  return (
    <Card>
      <EmptyState
        icon={FilePen}
        title="No policy has this name"
        actions={
          <Link href="/admin/policies" className={buttonClass('primary')}>
            Show all policies
          </Link>
        }
      >
        <p>It was never saved, or the name was cut short.</p>
      </EmptyState>
    </Card>
  );
}
