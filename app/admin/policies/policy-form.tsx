'use client';

import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { ConfirmDialog } from '#app/components/confirm-dialog.tsx';
import { FindingNote } from './finding-field.tsx';
import { LimitFields } from './limit-fields.tsx';
import type { Choices, Finding } from './policy.ts';
import { isSameDraft, type PolicyFields } from './policy-fields.ts';
import { SaveBar } from './save-bar.tsx';
import { StepList } from './step-list.tsx';
import { TargetFields } from './target-fields.tsx';
import type { Findings } from './use-findings.ts';
import { useSave } from './use-save.ts';

interface PolicyFormProps {
  /** As it was read; what differs from it is not saved yet. */
  saved: PolicyFields;
  fields: PolicyFields;
  /** The version that is changed; null for a new policy. */
  basis: number | null;
  isRetired: boolean;
  /** Somebody else made a newer version, so what differs here cannot be saved. */
  isOutdated: boolean;
  choices: Choices;
  findings: Findings;
  onChange: (changes: Partial<PolicyFields>) => void;
  onSaved: (policyId: string) => void;
}

/** The fields of a policy with what is to be said of them, and the way to save it. */
export function PolicyForm(props: PolicyFormProps) {
  const { saved, fields, basis, isRetired, isOutdated, choices, onChange } = props;
  const form = useRef<HTMLFormElement>(null);
  const [wasTried, setTried] = useState(false);
  const [asks, setAsks] = useState(false);
  const save = useSave(props.onSaved);
  const findings = wasTried ? props.findings : withoutUntouched(props.findings, saved, fields);
  const isDirty = basis === null || isRetired || !isSameDraft(saved, fields);
  const judged = useOnceCurrent(fields, props.findings, () => {
    if (props.findings.errors > 0) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
    else if (props.findings.warnings > 0) setAsks(true);
    else void save.save({ fields, basis, confirmed: [] });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isDirty && !isOutdated && !save.isPending) judged.ask();
  };
  const confirm = (confirmed: readonly Finding[]) => {
    setAsks(false);
    void save.save({ fields, basis, confirmed: confirmed.map(({ key }) => key) });
  };
  return (
    <>
      <form
        ref={form}
        onSubmit={submit}
        noValidate
        className="@container grid gap-7 [&_:is(input,select,button)]:scroll-mb-10"
      >
        <Section title="Which notifications" isFirst>
          <TargetFields isNew={basis === null} {...{ fields, choices, findings, onChange }} />
        </Section>
        <Section title="Steps">
          <StepList {...{ fields, choices, findings, onChange }} />
        </Section>
        <Section title="Limits">
          <LimitFields {...{ fields, findings, onChange }} />
        </Section>
        <SaveBar
          findings={findings}
          isDirty={isDirty}
          maySave={isDirty && !isOutdated}
          save={basis === null ? 'Save policy' : isRetired ? 'Bring back' : 'Save changes'}
          isPending={save.isPending || judged.isWaiting}
          refusal={save.refusal}
          onDiscard={
            basis === null
              ? null
              : () => {
                  save.forget();
                  setTried(false);
                  onChange(saved);
                }
          }
        />
      </form>
      {asks && (
        <ConfirmWarnings findings={props.findings.all} onConfirm={confirm} onCancel={() => setAsks(false)} />
      )}
    </>
  );
}

/** Does something once what is known of the fields is about these very fields, and not if they change before. */
function useOnceCurrent(fields: PolicyFields, findings: Findings, act: () => void) {
  const [asked, setAsked] = useState<PolicyFields | null>(null);
  const isOver = asked !== fields || findings.failure !== null;
  useEffect(() => {
    if (asked === null || !(isOver || findings.isCurrent)) return;
    setAsked(null);
    if (!isOver) act();
  }, [asked, isOver, findings.isCurrent, act]);
  return { ask: () => setAsked(fields), isWaiting: asked !== null };
}

function Section({
  title,
  isFirst = false,
  children,
}: {
  title: string;
  isFirst?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={isFirst ? 'grid gap-4' : 'grid gap-4 border-t border-line pt-6'}>
      <h2 id={id} className="text-base font-semibold tracking-tight">
        {title}
      </h2>
      {children}
    </section>
  );
}

interface ConfirmWarningsProps {
  findings: readonly Finding[];
  onConfirm: (confirmed: readonly Finding[]) => void;
  onCancel: () => void;
}

/** Asks whether what is odd is meant. */
function ConfirmWarnings({ findings, onConfirm, onCancel }: ConfirmWarningsProps) {
  const what = findings.length === 1 ? 'a warning' : `${findings.length} warnings`;
  return (
    <ConfirmDialog
      title={`Save with ${what}?`}
      confirm="Save nevertheless"
      isDangerous={false}
      isPending={false}
      error={undefined}
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm(findings);
      }}
      onCancel={onCancel}
    >
      {findings.map((finding) => (
        <FindingNote key={finding.key} finding={finding} />
      ))}
    </ConfirmDialog>
  );
}

/** Nobody is told that a field is wrong which they have not come to yet. */
function withoutUntouched(findings: Findings, saved: PolicyFields, fields: PolicyFields): Findings {
  const untouched = new Set([
    ...(fields.policyId === saved.policyId ? ['policyId'] : []),
    ...(fields.template === saved.template ? ['appliesTo.template'] : []),
  ]);
  const all = findings.all.filter(({ rule, path }) => rule !== 'unreadable' || !untouched.has(path));
  const errors = all.filter(({ severity }) => severity === 'error').length;
  return {
    ...findings,
    all,
    of: (path) => all.filter((finding) => finding.path === path),
    errors,
    warnings: all.length - errors,
  };
}
