'use client';

import { Input } from '#app/components/input.tsx';
import { Select } from '#app/components/select.tsx';
import { FindingField } from './finding-field.tsx';
import type { PolicyFields } from './policy-fields.ts';
import { openWords } from './policy-words.ts';
import { Options } from './step-card.tsx';
import type { Findings } from './use-findings.ts';

interface LimitFieldsProps {
  fields: PolicyFields;
  findings: Findings;
  onChange: (changes: Partial<PolicyFields>) => void;
}

/** When it is enough: what may be spent, for how long it is tried, and what counts as seen. */
export function LimitFields({ fields, findings, onChange }: LimitFieldsProps) {
  return (
    <div className="grid gap-x-4 gap-y-5 @min-[34rem]:grid-cols-2">
      <div className="grid grid-cols-[minmax(0,1fr)_5.5rem] items-start gap-2">
        <FindingField
          label="Cost cap"
          hint="For all steps of one notification together. Empty for none."
          findings={findings.of('maxCost')}
        >
          {(control) => (
            <Input
              {...control}
              value={fields.capAmount}
              inputMode="decimal"
              placeholder="0.15"
              autoComplete="off"
              maxLength={20}
              onChange={({ target }) => onChange({ capAmount: target.value })}
            />
          )}
        </FindingField>
        <FindingField label="Currency" findings={[]}>
          {(control) => (
            <Input
              {...control}
              value={fields.capCurrency}
              autoComplete="off"
              spellCheck={false}
              maxLength={3}
              onChange={({ target }) => onChange({ capCurrency: target.value.toUpperCase() })}
            />
          )}
        </FindingField>
      </div>
      <FindingField
        label="Give up after"
        hint="Counted from when it was asked for; nothing is sent after that. 30s, 15m, 2h or 7d."
        findings={findings.of('giveUpAfter')}
      >
        {(control) => (
          <Input
            {...control}
            value={fields.giveUpAfter}
            autoComplete="off"
            spellCheck={false}
            maxLength={50}
            onChange={({ target }) => onChange({ giveUpAfter: target.value })}
          />
        )}
      </FindingField>
      <FindingField
        label="Opens that may be a machine’s"
        hint="Some mail programs load pictures by themselves. What surely was a machine never counts."
        findings={findings.of('unknownOpens')}
        className="@min-[34rem]:col-span-2"
      >
        {(control) => (
          <Select
            {...control}
            className="sm:max-w-sm"
            value={fields.unknownOpens}
            onChange={({ target }) =>
              onChange({ unknownOpens: target.value as PolicyFields['unknownOpens'] })
            }
          >
            <Options of={openWords} />
          </Select>
        )}
      </FindingField>
    </div>
  );
}
