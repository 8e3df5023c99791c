'use client';

import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Badge } from '#app/components/badge.tsx';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { Field } from '#app/components/field.tsx';
import { Input } from '#app/components/input.tsx';
import { Switch } from '#app/components/switch.tsx';
import { TextArea } from '#app/components/text-area.tsx';
import { trpc } from '#app/components/trpc.ts';
import { type SunsetPolicy, sunsetPolicy } from '#server/domain/sunset/policy.ts';

interface Settings {
  readonly mayEdit: boolean;
  readonly policy: SunsetPolicy;
  readonly version: number;
}

interface PolicyFormProps {
  settings: Settings;
  /** Shows whom the policy would touch as it is typed, saved or not. */
  onTry: (policy: SunsetPolicy) => void;
}

type Draft = Readonly<Record<'months' | 'graceDays' | 'subject' | 'text' | 'button', string>> & {
  readonly enabled: boolean;
};

const wrong = {
  months: 'Give whole months, from 1 to 60.',
  graceDays: 'Give whole days, from 1 to 90.',
  subject: 'Give one line of at most 200 letters.',
  text: 'Give a text of at most 2,000 letters.',
  button: 'Give one line of at most 60 letters.',
} as const;
type FieldName = keyof typeof wrong;

/** The rules and the words of the mail. Support staff read them and may try them out. */
export function PolicyForm({ settings, onTry }: PolicyFormProps) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(settings.policy));
  const [errors, setErrors] = useState<ReadonlySet<string>>(new Set());
  const utils = trpc.useUtils();
  const announce = useAnnounce();
  const save = trpc.sunset.save.useMutation({
    onSuccess: async () => {
      announce('The policy is saved.');
      await utils.sunset.settings.invalidate();
    },
  });
  const read = () => {
    const parsed = sunsetPolicy.safeParse(policyOf(draft));
    setErrors(new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path.at(-1)))));
    return parsed.success ? parsed.data : null;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const policy = read();
    if (policy !== null && !save.isPending) save.mutate({ policy, basis: settings.version });
  };
  const tryOut = () => {
    const policy = read();
    if (policy !== null) onTry(policy);
  };
  const control = (name: FieldName, label: string, hint: string, render: (props: object) => ReactNode) => (
    <Field label={label} hint={hint} error={errors.has(name) ? wrong[name] : undefined}>
      {(tied) =>
        render({
          ...tied,
          value: draft[name],
          readOnly: !settings.mayEdit && name !== 'months',
          onChange: (event: { target: { value: string } }) =>
            setDraft({ ...draft, [name]: event.target.value }),
        })
      }
    </Field>
  );
  return (
    <Card>
      <form onSubmit={submit} noValidate className="grid gap-5 p-4 sm:p-5">
        <Enabled
          isOn={draft.enabled}
          wasOn={settings.policy.enabled}
          mayEdit={settings.mayEdit}
          onChange={(enabled) => setDraft({ ...draft, enabled })}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          {control(
            'months',
            'Months without a sign',
            'Also as long as an address must be known.',
            (props) => (
              <Input type="number" inputMode="numeric" min={1} max={60} {...props} />
            ),
          )}
          {control('graceDays', 'Days to answer', 'From when the mail that asks was sent.', (props) => (
            <Input type="number" inputMode="numeric" min={1} max={90} {...props} />
          ))}
        </div>
        <fieldset className="grid gap-4 border-t border-line pt-4">
          <legend className="float-left mb-1 w-full text-base font-semibold tracking-tight">
            The mail that asks
          </legend>
          {control('subject', 'Subject', 'One line.', (props) => (
            <Input maxLength={200} {...props} />
          ))}
          {control('text', 'Text', 'Beneath a greeting, above the button.', (props) => (
            <TextArea rows={3} maxLength={2000} className="text-base" {...props} />
          ))}
          {control('button', 'Button', 'Leads to a page with one button, which keeps them.', (props) => (
            <Input maxLength={60} {...props} />
          ))}
        </fieldset>
        {save.error !== null && (
          <p role="alert" className="text-sm text-bad">
            {save.error.message}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={tryOut}>Dry run</Button>
          {settings.mayEdit && (
            <Button type="submit" variant="primary" aria-disabled={save.isPending}>
              {save.isPending ? 'Saving…' : 'Save policy'}
            </Button>
          )}
        </div>
      </form>
    </Card>
  );
}

interface EnabledProps {
  isOn: boolean;
  wasOn: boolean;
  mayEdit: boolean;
  onChange: (isOn: boolean) => void;
}

function Enabled({ isOn, wasOn, mayEdit, onChange }: EnabledProps) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <div className="grid gap-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="text-lg font-semibold tracking-tight">Policy</h2>
          <Badge tone={wasOn ? 'good' : 'calm'}>{wasOn ? 'On' : 'Off'}</Badge>
        </div>
        <p id={`${id}-hint`} className="text-sm text-ink-soft text-pretty">
          Looked at once a day; at most 500 addresses are asked a day.
        </p>
      </div>
      <label htmlFor={id} className="flex items-center gap-2.5 text-sm font-medium">
        Ask silent addresses
        <Switch
          id={id}
          aria-describedby={`${id}-hint`}
          aria-disabled={!mayEdit}
          checked={isOn}
          onChange={(event) => mayEdit && onChange(event.target.checked)}
        />
      </label>
    </div>
  );
}

function draftOf({ enabled, months, graceDays, wording }: SunsetPolicy): Draft {
  return { enabled, months: String(months), graceDays: String(graceDays), ...wording };
}

function policyOf({ enabled, months, graceDays, subject, text, button }: Draft) {
  const wording = { subject: subject.trim(), text: text.trim(), button: button.trim() };
  return { enabled, months: numberIn(months), graceDays: numberIn(graceDays), wording };
}

/** An empty field is no number, though `Number` takes it for 0. */
function numberIn(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
