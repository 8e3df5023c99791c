'use client';

import { CircleAlert } from 'lucide-react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { Checkbox } from '#app/components/checkbox.tsx';
import { Field } from '#app/components/field.tsx';
import { Input } from '#app/components/input.tsx';
import { trpc } from '#app/components/trpc.ts';
import type { ApiKeyScope } from '#server/domain/api-key/scope.ts';
import { scopesOffered, scopeWords } from './scope-words.ts';

interface CreateKeyFormProps {
  onCreated: (token: string) => void;
  onCancel: () => void;
}

/** Asks for a name and for what the key may do. */
export function CreateKeyForm({ onCreated, onCancel }: CreateKeyFormProps) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly ApiKeyScope[]>([]);
  const [wasTried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const utils = trpc.useUtils();
  const create = trpc.apiKeys.create.useMutation({
    onSuccess: async ({ token }) => {
      onCreated(token);
      await utils.apiKeys.list.invalidate();
    },
  });
  useEffect(() => input.current?.focus(), []);

  const isNameMissing = name.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isNameMissing) return input.current?.focus();
    if (scopes.length > 0 && !create.isPending) create.mutate({ name, scopes: [...scopes] });
  };
  return (
    <Card>
      <form onSubmit={submit} noValidate aria-labelledby="new-key" className="grid gap-5 p-4 sm:p-5">
        <h2 id="new-key" className="text-lg font-semibold tracking-tight">
          New key
        </h2>
        <div className="max-w-md">
          <Field
            label="Name"
            hint="What it is for. Name no person in it."
            error={wasTried && isNameMissing ? 'Give it a name, such as “billing backend”.' : undefined}
          >
            {(control) => (
              <Input
                {...control}
                ref={input}
                value={name}
                maxLength={100}
                autoComplete="off"
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
        </div>
        <ScopeChoice
          chosen={scopes}
          onChange={setScopes}
          error={wasTried && scopes.length === 0 ? 'Choose at least one.' : undefined}
        />
        {create.error !== null && <Complaint>{create.error.message}</Complaint>}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" aria-disabled={create.isPending}>
            {create.isPending ? 'Making…' : 'Make key'}
          </Button>
          <Button variant="quiet" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      </form>
    </Card>
  );
}

interface ScopeChoiceProps {
  chosen: readonly ApiKeyScope[];
  onChange: (chosen: readonly ApiKeyScope[]) => void;
  error: string | undefined;
}

function ScopeChoice({ chosen, onChange, error }: ScopeChoiceProps) {
  const id = useId();
  const toggle = (scope: ApiKeyScope) =>
    onChange(scopesOffered.filter((each) => (each === scope) !== chosen.includes(each)));
  return (
    <fieldset aria-describedby={error === undefined ? undefined : id}>
      <legend className="text-sm font-medium">It may …</legend>
      <div className="mt-1.5 grid gap-x-4 gap-y-px sm:grid-cols-2">
        {scopesOffered.map((scope) => (
          <label
            key={scope}
            className="flex min-h-11 items-start gap-2.5 rounded-md px-2 py-1.5 transition-colors hover:bg-hover has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <Checkbox
              checked={chosen.includes(scope)}
              onChange={() => toggle(scope)}
              className="mt-1 size-3.5 outline-none"
            />
            <span className="grid min-w-0">
              <span className="text-sm">{scopeWords[scope]}</span>
              <code className="font-mono text-xs text-ink-soft">{scope}</code>
            </span>
          </label>
        ))}
      </div>
      {error !== undefined && <Complaint id={id}>{error}</Complaint>}
    </fieldset>
  );
}

function Complaint({ id, children }: { id?: string; children: string }) {
  return (
    <p id={id} role="alert" className="mt-1.5 flex items-start gap-1.5 text-sm text-bad">
      <CircleAlert aria-hidden className="mt-0.5 size-4" />
      {children}
    </p>
  );
}
