'use client';

import { ChevronRight, CircleAlert, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useRef } from 'react';
import { Badge } from '#app/components/badge.tsx';
import { Card } from '#app/components/card.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import { useRowKeys } from '#app/components/use-row-keys.ts';
import type { Choices, ListedPolicy } from './policy.ts';
import { stepLines, targetText } from './policy-words.ts';

/** Policies with what they say in sentences. The link in each row covers all of it. */
export function PolicyList({ policies, choices }: { policies: readonly ListedPolicy[]; choices: Choices }) {
  const list = useRef<HTMLUListElement>(null);
  const onKeyDown = useRowKeys(list);
  return (
    <Card className="overflow-hidden">
      <ul ref={list} aria-label="Policies" onKeyDown={onKeyDown}>
        {policies.map((policy) => (
          <li
            key={policy.policyId}
            className="group relative flex items-center gap-3 border-t border-line px-4 py-3.5 transition-colors first:border-t-0 hover:bg-hover has-focus-visible:bg-hover"
          >
            <PolicyRow policy={policy} choices={choices} />
            <ChevronRight aria-hidden className="size-4 text-ink-faint" />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function PolicyRow({
  policy: { policyId, status, version, policy, changedAt, changedBy, findings },
  choices,
}: {
  policy: ListedPolicy;
  choices: Choices;
}) {
  return (
    <div className="grid min-w-0 flex-1 gap-1">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <h2 className="min-w-0 text-base font-medium">
          <Link
            data-row
            href={`/admin/policies/${policyId}`}
            className="outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {policyId}
          </Link>
        </h2>
        {status === 'retired' ? <Badge>Retired</Badge> : <FindingBadge findings={findings} />}
      </div>
      <p className="text-sm text-ink-soft text-pretty">{targetText(policy, choices)}</p>
      <ol className="grid gap-0.5 text-sm">
        {stepLines(policy, choices).map(([name, text], index) => (
          <li key={name} className="flex gap-2 text-pretty">
            <span aria-hidden className="text-ink-faint numeric">
              {index + 1}
            </span>
            {text}
          </li>
        ))}
      </ol>
      <p className="text-xs text-ink-soft numeric">
        Version {version}, <RelativeTime at={changedAt} />
        {changedBy !== null && ` by ${changedBy}`}
      </p>
    </div>
  );
}

/** What a policy was saved with may have become wrong since, by a price or a template. */
function FindingBadge({ findings }: { findings: ListedPolicy['findings'] }) {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) {
    return (
      <Badge tone="bad" icon={CircleAlert}>
        {errors === 1 ? 'A step can never happen' : `${errors} errors`}
      </Badge>
    );
  }
  if (findings.length === 0) return null;
  return (
    <Badge tone="warn" icon={TriangleAlert}>
      {findings.length === 1 ? '1 warning' : `${findings.length} warnings`}
    </Badge>
  );
}
