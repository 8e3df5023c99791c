'use client';

import clsx from 'clsx';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import type { Finding } from './policy.ts';

interface ControlProps {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

interface FindingFieldProps {
  label: string;
  hint?: ReactNode;
  /** What is to be said of the field. It changes while somebody types, so the page's summary is what is read out. */
  findings: readonly Finding[];
  className?: string;
  children: (control: ControlProps) => ReactNode;
}

/** A labelled control with the findings about it beneath. */
export function FindingField({ label, hint, findings, className, children }: FindingFieldProps) {
  const id = useId();
  const describedBy = [
    ...findings.map(({ key }) => `${id}-${key.replaceAll(/\W/g, '-')}`),
    ...(hint === undefined ? [] : [`${id}-hint`]),
  ].join(' ');
  const isInvalid = findings.some(({ severity }) => severity === 'error');
  return (
    <div className={clsx('grid min-w-0 content-start gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        ...(describedBy === '' ? {} : { 'aria-describedby': describedBy }),
        ...(isInvalid ? { 'aria-invalid': true } : {}),
      })}
      {findings.map((finding) => (
        <FindingNote key={finding.key} id={`${id}-${finding.key.replaceAll(/\W/g, '-')}`} finding={finding} />
      ))}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-xs text-ink-soft text-pretty">
          {hint}
        </p>
      )}
    </div>
  );
}

/** One finding in its colour and with its sign. */
export function FindingNote({
  id,
  finding,
}: {
  id?: string;
  finding: Pick<Finding, 'severity' | 'message'>;
}) {
  const isError = finding.severity === 'error';
  const Icon = isError ? CircleAlert : TriangleAlert;
  return (
    <p
      id={id}
      className={clsx('flex items-start gap-1.5 text-sm text-pretty', isError ? 'text-bad' : 'text-warn')}
    >
      <Icon aria-hidden className="mt-0.5 size-4" />
      <span>
        <span className="sr-only">{isError ? 'Error: ' : 'Warning: '}</span>
        {finding.message}
      </span>
    </p>
  );
}
