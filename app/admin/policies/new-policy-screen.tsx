'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FailedState } from '#app/components/failed-state.tsx';
import { trpc } from '#app/components/trpc.ts';
import { LoadingPolicy } from './loading-policy.tsx';
import type { PolicyList } from './policy.ts';
import { draftOf, newFields } from './policy-fields.ts';
import { PolicyForm } from './policy-form.tsx';
import { PolicyLayout } from './policy-layout.tsx';
import { SimulationPanel } from './simulation-panel.tsx';
import { usualCurrency } from './simulation-words.ts';
import { useFindings } from './use-findings.ts';

const title = <h1 className="text-xl font-semibold tracking-tight">New policy</h1>;

/** A policy that is not there yet; it can be simulated before it is saved. */
export function NewPolicyScreen() {
  const list = trpc.policies.list.useQuery();
  if (list.data !== undefined) return <NewPolicy list={list.data} />;
  if (list.error === null) return <LoadingPolicy header={title} />;
  return (
    <PolicyLayout
      header={title}
      main={
        <FailedState
          title="Nothing could be read to choose from"
          message={list.error.message}
          onRetry={() => void list.refetch()}
        />
      }
      aside={null}
    />
  );
}

function NewPolicy({ list: { choices, prices } }: { list: PolicyList }) {
  const router = useRouter();
  const [begun] = useState(() => newFields(choices, usualCurrency(prices)));
  const [fields, setFields] = useState(begun);
  const findings = useFindings(fields);
  return (
    <PolicyLayout
      header={title}
      main={
        <PolicyForm
          saved={begun}
          fields={fields}
          basis={null}
          isRetired={false}
          isOutdated={false}
          choices={choices}
          findings={findings}
          onChange={(changes) => setFields((now) => ({ ...now, ...changes }))}
          onSaved={(policyId) => router.push(`/admin/policies/${policyId}`)}
        />
      }
      aside={<SimulationPanel draft={findings.isReadable ? nameless(draftOf(fields)) : null} />}
    />
  );
}

/** Without a name it cannot be saved, but it can be played. */
function nameless(draft: ReturnType<typeof draftOf>): ReturnType<typeof draftOf> {
  return draft.policyId === '' ? { ...draft, policyId: 'a-new-policy' } : draft;
}
