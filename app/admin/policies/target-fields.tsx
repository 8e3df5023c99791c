'use client';

import { Checkbox } from '#app/components/checkbox.tsx';
import { Input } from '#app/components/input.tsx';
import { Segments } from '#app/components/segments.tsx';
import { Select } from '#app/components/select.tsx';
import { FindingField } from './finding-field.tsx';
import type { Choices } from './policy.ts';
import type { PolicyFields } from './policy-fields.ts';
import { TemplateOptions } from './step-card.tsx';
import type { Findings } from './use-findings.ts';

interface TargetFieldsProps {
  fields: PolicyFields;
  /** A policy keeps its name for ever. */
  isNew: boolean;
  choices: Choices;
  findings: Findings;
  onChange: (changes: Partial<PolicyFields>) => void;
}

const targets = [
  { value: 'category', name: 'Category' },
  { value: 'template', name: 'Template' },
] as const;

/** What the policy is called, and which notifications it is for. */
export function TargetFields({ fields, isNew, choices, findings, onChange }: TargetFieldsProps) {
  return (
    <div className="grid gap-4">
      {isNew && (
        <FindingField
          label="Name"
          hint="Small letters, digits and hyphens. It stands in the audit, and cannot be changed later."
          findings={findings.of('policyId')}
          className="max-w-sm"
        >
          {(control) => (
            <Input
              {...control}
              value={fields.policyId}
              placeholder="failed-payments"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={40}
              className="font-mono text-sm"
              onChange={({ target }) => onChange({ policyId: target.value })}
            />
          )}
        </FindingField>
      )}
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="grid gap-1.5">
          <span aria-hidden className="text-sm font-medium">
            For a
          </span>
          <div className="grid h-9 items-center">
            <Segments
              legend="For a category or a template"
              group="target"
              segments={targets}
              chosen={fields.target}
              onChoose={(target) => onChange({ target })}
            />
          </div>
        </div>
        <TargetChoice {...{ fields, choices, findings, onChange }} />
      </div>
      <label className="flex items-start gap-2.5 justify-self-start rounded-sm text-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
        <Checkbox
          checked={fields.critical}
          onChange={({ target }) => onChange({ critical: target.checked })}
          className="mt-0.75 size-3.5 outline-none"
        />
        <span className="grid">
          Critical notifications only
          <span className="text-xs text-ink-soft">Those that were asked for with that word.</span>
        </span>
      </label>
    </div>
  );
}

function TargetChoice({ fields, choices, findings, onChange }: Omit<TargetFieldsProps, 'isNew'>) {
  if (fields.target === 'template') {
    return (
      <FindingField
        label="Template"
        findings={findings.of('appliesTo.template')}
        className="flex-1 basis-56 sm:max-w-sm"
      >
        {(control) => (
          <Select
            {...control}
            value={fields.template}
            onChange={({ target }) => onChange({ template: target.value })}
          >
            <TemplateOptions choices={choices} chosen={fields.template} />
          </Select>
        )}
      </FindingField>
    );
  }
  const isGone = choices.categories.every(({ id }) => id !== fields.category);
  return (
    <FindingField
      label="Category"
      findings={findings.of('appliesTo.category')}
      className="flex-1 basis-56 sm:max-w-sm"
    >
      {(control) => (
        <Select
          {...control}
          value={fields.category}
          onChange={({ target }) => onChange({ category: target.value })}
        >
          {isGone && <option value={fields.category}>{fields.category || 'Choose …'}</option>}
          {choices.categories.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </Select>
      )}
    </FindingField>
  );
}
