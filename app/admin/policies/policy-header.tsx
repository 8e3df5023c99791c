'use client';

import { CircleCheck, RefreshCw } from 'lucide-react';
import type { RefObject } from 'react';
import { Badge } from '#app/components/badge.tsx';
import { Button } from '#app/components/button.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import type { PolicyDetail } from './policy.ts';

interface PolicyHeaderProps {
  policy: PolicyDetail;
  heading: RefObject<HTMLHeadingElement | null>;
  /** Null for those who may not, and for what is retired. */
  onRetire: (() => void) | null;
}

export function PolicyHeader({
  policy: { policyId, status, version, versions },
  heading,
  onRetire,
}: PolicyHeaderProps) {
  const [last] = versions;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="grid min-w-0 gap-0.5">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold tracking-tight outline-none">
            {policyId}
          </h1>
          {status === 'in_force' ? (
            <Badge tone="good" icon={CircleCheck}>
              In force
            </Badge>
          ) : (
            <Badge>Retired</Badge>
          )}
        </div>
        <p className="text-sm text-ink-soft numeric">
          Version {version}
          {last !== undefined && (
            <>
              , {last.policy === null ? 'retired' : 'saved'} <RelativeTime at={last.at} />
            </>
          )}
        </p>
      </div>
      {onRetire !== null && (
        <Button variant="danger" size="sm" onClick={onRetire}>
          Retire
        </Button>
      )}
    </div>
  );
}

/** Says that there is a newer version than the one that somebody is changing, and leaves the choice to them. */
export function Outdated({ newest, onShow }: { newest: PolicyDetail; onShow: () => void }) {
  const [last] = newest.versions;
  const who = last?.by ?? 'Somebody else';
  return (
    <div
      role="alert"
      className="mb-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-md border border-line bg-warn-soft px-3 py-2 text-sm"
    >
      <p className="flex min-w-0 items-start gap-2 text-pretty">
        <RefreshCw aria-hidden className="mt-0.5 size-4 text-warn" />
        <span>
          <b className="font-medium">
            {who} {last?.policy === null ? 'retired the policy' : `saved version ${newest.version}`}{' '}
            meanwhile.
          </b>{' '}
          What you are changing is older, so it cannot be saved.
        </span>
      </p>
      <Button size="sm" onClick={onShow}>
        Discard mine and show it
      </Button>
    </div>
  );
}
