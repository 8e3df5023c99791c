'use client';

import { keepPreviousData } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { trpc } from '#app/components/trpc.ts';
import type { Draft, Finding } from './policy.ts';
import { draftOf, isCapReadable, type PolicyFields } from './policy-fields.ts';

const PAUSE_MS = 250;

export interface Findings {
  readonly all: readonly Finding[];
  /** Those about one field, such as `steps.0.within`. */
  of(path: string): readonly Finding[];
  readonly errors: number;
  readonly warnings: number;
  /** Whether the draft can be read but for its name, so that it can be played. */
  readonly isReadable: boolean;
  /** False while what is on the screen is about an older draft. */
  readonly isCurrent: boolean;
  /** Why the server could not look at it. */
  readonly failure: string | null;
}

const unreadableCap: Finding = {
  severity: 'error',
  rule: 'unreadable',
  path: 'maxCost',
  message: 'An amount looks like 0.15, and a currency like EUR.',
  key: 'maxCost unreadable',
};

/** What the server has to say of the fields, asked for whenever somebody pauses. */
export function useFindings(fields: PolicyFields): Findings {
  const draft = draftOf(fields);
  const asked = useSettled(draft);
  const lint = trpc.policies.lint.useQuery({ draft: asked }, { placeholderData: keepPreviousData });
  const all = [...(lint.data?.findings ?? []), ...(isCapReadable(fields) ? [] : [unreadableCap])];
  const errors = all.filter(({ severity }) => severity === 'error').length;
  return {
    all,
    of: (path) => all.filter((finding) => finding.path === path),
    errors,
    warnings: all.length - errors,
    isReadable: all.every(({ rule, path }) => rule !== 'unreadable' || path === 'policyId'),
    isCurrent: lint.isSuccess && !lint.isPlaceholderData && textOf(asked) === textOf(draft),
    failure: lint.error?.message ?? null,
  };
}

/** The draft as it was when it last stood still for a moment. */
function useSettled(draft: Draft): Draft {
  const [settled, setSettled] = useState(draft);
  const text = textOf(draft);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as Draft), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function textOf(draft: Draft): string {
  return JSON.stringify(draft);
}
