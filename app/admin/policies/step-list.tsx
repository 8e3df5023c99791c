'use client';

import { Plus } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Button } from '#app/components/button.tsx';
import { Select } from '#app/components/select.tsx';
import type { Channel } from '#server/domain/message/report.ts';
import { FindingField } from './finding-field.tsx';
import type { Choices } from './policy.ts';
import {
  mostSteps,
  type PolicyFields,
  type StepFields,
  withStepAdded,
  withStepMoved,
  withStepRemoved,
} from './policy-fields.ts';
import { ChannelOptions, StepCard } from './step-card.tsx';
import type { Findings } from './use-findings.ts';

interface StepListProps {
  fields: PolicyFields;
  choices: Choices;
  findings: Findings;
  onChange: (changes: Partial<PolicyFields>) => void;
}

/** What is told first, and the steps that follow, one beneath the other along a line. */
export function StepList({ fields, choices, findings, onChange }: StepListProps) {
  const { steps } = fields;
  const announce = useAnnounce();
  const list = useRef<HTMLOListElement>(null);
  const focusOn = useFocusOnStep(list);
  const move = (step: StepFields, by: -1 | 1) => {
    const moved = withStepMoved(fields, step.key, by);
    if (moved === steps) return;
    onChange({ steps: moved });
    focusOn(step.key, by < 0 ? 'up' : 'down');
    announce(`It is step ${moved.indexOf(step) + 1} of ${moved.length} now.`);
  };
  const remove = (step: StepFields, index: number) => {
    const left = withStepRemoved(fields, step.key);
    onChange({ steps: left });
    focusOn((left[index] ?? left.at(-1))?.key ?? 0, 'remove');
    announce(`Step ${index + 1} removed.`);
  };
  const add = () => {
    const more = withStepAdded(fields);
    onChange({ steps: more });
    focusOn(more.at(-1)?.key ?? 0, 'field');
  };
  return (
    <ol ref={list} className="grid">
      <Station isLast={false}>
        <div className="max-w-xs">
          <FindingField label="First told by" findings={findings.of('channel')}>
            {(control) => (
              <Select
                {...control}
                value={fields.channel}
                onChange={({ target }) => onChange({ channel: target.value as Channel })}
              >
                <ChannelOptions />
              </Select>
            )}
          </FindingField>
        </div>
      </Station>
      {steps.map((step, index) => (
        <Station key={step.key} number={index + 1} isLast={false}>
          <StepCard
            index={index}
            count={steps.length}
            step={step}
            watched={steps[index - 1]?.channel ?? fields.channel}
            choices={choices}
            findingsOf={(field) => findings.of(`steps.${index}.${field}`)}
            onChange={(changes) =>
              onChange({ steps: steps.map((one) => (one.key === step.key ? { ...one, ...changes } : one)) })
            }
            onMove={(by) => move(step, by)}
            onRemove={() => remove(step, index)}
          />
        </Station>
      ))}
      <Station isLast>
        <Button
          size="sm"
          className="justify-self-start"
          onClick={add}
          aria-disabled={steps.length >= mostSteps}
        >
          <Plus aria-hidden className="size-4" />
          Add step
        </Button>
        {steps.length >= mostSteps && (
          <p className="text-xs text-ink-soft">A policy has at most {mostSteps} steps.</p>
        )}
      </Station>
    </ol>
  );
}

/** A place along the line: with the number of its step, or with a dot. */
function Station({ number, isLast, children }: { number?: number; isLast: boolean; children: ReactNode }) {
  return (
    <li className="relative grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3 pb-5 last:pb-0">
      {!isLast && (
        <span
          aria-hidden
          className="absolute top-3 bottom-[-0.75rem] left-[0.71875rem] w-px bg-line-strong"
        />
      )}
      <span aria-hidden className="relative mt-0.5 grid size-6 place-items-center self-start">
        {number === undefined ? (
          <span className="size-2 rounded-full bg-line-strong ring-4 ring-canvas" />
        ) : (
          <span className="grid size-6 place-items-center rounded-full border border-line-strong bg-surface text-xs font-medium text-ink-soft numeric ring-4 ring-canvas">
            {number}
          </span>
        )}
      </span>
      <div className="@container grid min-w-0 gap-1.5">{children}</div>
    </li>
  );
}

/** Puts the focus on a control of a step once the step stands where it belongs. */
function useFocusOnStep(list: { readonly current: HTMLElement | null }) {
  const wanted = useRef<{ key: number; what: string } | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const { key, what } = wanted.current;
    const card = list.current?.querySelector(`[data-step="${key}"]`);
    const control = card?.querySelector<HTMLElement>(what === 'field' ? 'select' : `[data-what="${what}"]`);
    wanted.current = null;
    control?.focus();
  });
  return (key: number, what: 'up' | 'down' | 'remove' | 'field') => {
    wanted.current = { key, what };
  };
}
