'use client';

import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '#app/components/button.tsx';
import { Input } from '#app/components/input.tsx';
import { Select } from '#app/components/select.tsx';
import type { Channel } from '#server/domain/message/report.ts';
import { FindingField } from './finding-field.tsx';
import type { Choices, Finding } from './policy.ts';
import type { StepFields } from './policy-fields.ts';
import { channelWords, conditionWords, startWords, templateTitle } from './policy-words.ts';

interface StepCardProps {
  index: number;
  count: number;
  step: StepFields;
  /** The channel of the message that the step waits for. */
  watched: Channel;
  choices: Choices;
  findingsOf: (field: string) => readonly Finding[];
  onChange: (changes: Partial<StepFields>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** One step: what it waits for, and what it sends then. */
export function StepCard(props: StepCardProps) {
  const { index, step, watched, choices, findingsOf, onChange } = props;
  const name = `Step ${index + 1}`;
  return (
    <fieldset data-step={step.key} className="min-w-0 rounded-lg border border-line bg-surface">
      <legend className="sr-only">{name}</legend>
      <StepHeader {...props} name={name} />
      <div className="grid gap-4 p-3.5 sm:p-4">
        <div className="grid gap-x-3 gap-y-4 @min-[34rem]:grid-cols-[minmax(0,1.4fr)_minmax(0,0.8fr)_minmax(0,1fr)]">
          <FindingField label={`If the ${channelWords[watched].thing}`} findings={findingsOf('when')}>
            {(control) => (
              <Select
                {...control}
                value={step.when}
                onChange={({ target }) => onChange({ when: target.value as StepFields['when'] })}
              >
                <Options of={conditionWords} />
              </Select>
            )}
          </FindingField>
          <FindingField label="Within" findings={findingsOf('within')}>
            {(control) => (
              <Input
                {...control}
                value={step.within}
                placeholder="15m"
                autoComplete="off"
                spellCheck={false}
                maxLength={50}
                onChange={({ target }) => onChange({ within: target.value })}
              />
            )}
          </FindingField>
          <FindingField label="Of its" findings={findingsOf('after')}>
            {(control) => (
              <Select
                {...control}
                value={step.after}
                onChange={({ target }) => onChange({ after: target.value as StepFields['after'] })}
              >
                <Options of={startWords} />
              </Select>
            )}
          </FindingField>
        </div>
        <div className="grid gap-x-3 gap-y-4 @min-[34rem]:grid-cols-[minmax(0,1fr)_minmax(0,2.2fr)]">
          <FindingField label="Send by" findings={findingsOf('send.channel')}>
            {(control) => (
              <Select
                {...control}
                value={step.channel}
                onChange={({ target }) => onChange({ channel: target.value as Channel })}
              >
                <ChannelOptions />
              </Select>
            )}
          </FindingField>
          <FindingField label="Template" findings={findingsOf('send.template')}>
            {(control) => (
              <Select
                {...control}
                value={step.template}
                onChange={({ target }) => onChange({ template: target.value })}
              >
                <TemplateOptions choices={choices} chosen={step.template} />
              </Select>
            )}
          </FindingField>
        </div>
      </div>
    </fieldset>
  );
}

function StepHeader({ name, index, count, onMove, onRemove }: StepCardProps & { name: string }) {
  return (
    <div className="flex items-center gap-0.5 border-b border-line py-1.5 pr-1.5 pl-3.5 sm:pl-4">
      <h3 className="mr-auto text-sm font-medium">{name}</h3>
      <StepButton label={`Move ${name} up`} what="up" isOff={index === 0} onPress={() => onMove(-1)}>
        <ArrowUp aria-hidden className="size-4" />
      </StepButton>
      <StepButton
        label={`Move ${name} down`}
        what="down"
        isOff={index === count - 1}
        onPress={() => onMove(1)}
      >
        <ArrowDown aria-hidden className="size-4" />
      </StepButton>
      <StepButton label={`Remove ${name}`} what="remove" isOff={count === 1} onPress={onRemove}>
        <Trash2 aria-hidden className="size-4" />
      </StepButton>
    </div>
  );
}

interface StepButtonProps {
  label: string;
  /** Finds the same button again once its step stands elsewhere. */
  what: 'up' | 'down' | 'remove';
  isOff: boolean;
  onPress: () => void;
  children: ReactNode;
}

/** Stays in reach when it can do nothing, so that the focus is not lost on the way to the end of the list. */
function StepButton({ label, what, isOff, onPress, children }: StepButtonProps) {
  return (
    <Button
      variant="quiet"
      size="sm"
      data-what={what}
      aria-label={label}
      title={label}
      aria-disabled={isOff}
      onClick={() => !isOff && onPress()}
      className="w-8 px-0!"
    >
      {children}
    </Button>
  );
}

/** The words of a table as options, in its order. */
export function Options({ of }: { of: Readonly<Record<string, string>> }) {
  return Object.entries(of).map(([value, words]) => (
    <option key={value} value={value}>
      {words}
    </option>
  ));
}

export function ChannelOptions() {
  return Object.entries(channelWords).map(([channel, { name }]) => (
    <option key={channel} value={channel}>
      {name}
    </option>
  ));
}

/** Every template, and the chosen one also when it is not there any more. */
export function TemplateOptions({ choices, chosen }: { choices: Choices; chosen: string }) {
  const isGone = choices.templates.every(({ id }) => id !== chosen);
  return (
    <>
      {isGone && (
        <option value={chosen}>{chosen === '' ? 'Choose …' : templateTitle(choices, chosen)}</option>
      )}
      {choices.templates.map(({ id, title }) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </>
  );
}
