'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import type { PolicyDetail } from './policy.ts';
import { draftOf, fieldsOf, isSameDraft } from './policy-fields.ts';
import { PolicyForm } from './policy-form.tsx';
import { Outdated, PolicyHeader } from './policy-header.tsx';
import { PolicyLayout } from './policy-layout.tsx';
import { RetireDialog } from './retire-dialog.tsx';
import { SimulationPanel } from './simulation-panel.tsx';
import { useFindings } from './use-findings.ts';
import { VersionHistory } from './version-history.tsx';

/** A policy in the hands of somebody who may change it. `newest` may run ahead of what they are changing. */
export function EditablePolicy({ newest, currency }: { newest: PolicyDetail; currency: string }) {
  const [base, setBase] = useState(newest);
  const saved = fieldsOf(base.policy, currency);
  const [fields, setFields] = useState(saved);
  const [wasSaved, setSaved] = useState(false);
  const [isRetiring, setRetiring] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusKept(heading, !isRetiring);
  const announce = useAnnounce();
  const findings = useFindings(fields);
  const show = () => {
    setBase(newest);
    setFields(fieldsOf(newest.policy, currency));
    setSaved(false);
  };
  // A newer version takes the place of an older one, but never of what somebody is typing.
  const isOutdated = newest.version !== base.version;
  if (isOutdated && (wasSaved || isSameDraft(saved, fields))) show();
  return (
    <>
      <PolicyLayout
        header={
          <PolicyHeader
            policy={base}
            heading={heading}
            onRetire={base.status === 'retired' ? null : () => setRetiring(true)}
          />
        }
        main={
          <>
            {isOutdated && !wasSaved && <Outdated newest={newest} onShow={show} />}
            <PolicyForm
              saved={saved}
              fields={fields}
              basis={base.version}
              isRetired={base.status === 'retired'}
              isOutdated={isOutdated && !wasSaved}
              choices={base.choices}
              findings={findings}
              onChange={(changes) => setFields((now) => ({ ...now, ...changes }))}
              onSaved={() => setSaved(true)}
            />
          </>
        }
        aside={
          <>
            <SimulationPanel draft={findings.isReadable ? draftOf(fields) : null} />
            <VersionHistory
              versions={newest.versions}
              choices={base.choices}
              onTake={(policy) => {
                setFields(fieldsOf(policy, currency));
                announce(`The fields say what version ${policy.version} said. It is not saved yet.`);
              }}
            />
          </>
        }
      />
      {isRetiring && (
        <RetireDialog policyId={base.policyId} version={base.version} onClose={() => setRetiring(false)} />
      )}
    </>
  );
}

/** The button that opened a dialog may be gone once it closes: then the focus goes to the heading. */
function useFocusKept(heading: RefObject<HTMLElement | null>, isClosed: boolean): void {
  const wasOpen = useRef(false);
  useEffect(() => {
    if (isClosed && wasOpen.current && document.activeElement === document.body) heading.current?.focus();
    wasOpen.current = !isClosed;
  }, [isClosed, heading]);
}
