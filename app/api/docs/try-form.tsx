'use client';

import { Play } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Button } from '#app/components/button.tsx';
import { CodeView } from '#app/components/code-view.tsx';
import { TextArea } from '#app/components/text-area.tsx';
import type { DocumentedOperation, OpenApiDocument } from '#server/rest/openapi.ts';
import { AnswerView } from './answer-view.tsx';
import { ParameterField } from './parameter-field.tsx';
import { addressOf, curlOf, fieldKey, type Typed } from './request-of.ts';
import { exampleOf } from './schema-words.ts';
import { useTry } from './use-try.ts';

interface TryFormProps {
  document: OpenApiDocument;
  path: string;
  method: string;
  operation: DocumentedOperation;
  apiKey: string;
}

/** Fills in an operation, shows it for a shell, and sends it. */
export function TryForm({ document, path, method, operation, apiKey }: TryFormProps) {
  const shapes = document.components.schemas;
  const shape = operation.requestBody?.content['application/json']?.schema;
  const [typed, setTyped] = useState<Typed>({});
  const [body, setBody] = useState(() =>
    shape === undefined ? null : JSON.stringify(exampleOf(shape, shapes), null, 2),
  );
  const { trial, send } = useTry();
  const announce = useAnnounce();
  const address = addressOf(path, operation.parameters, typed);
  const curl = curlOf({ method, url: `${document.servers[0]?.url ?? ''}${address}`, body });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (trial.state === 'asking') return;
    void send(`/api/v1${address}`, { method, body, apiKey }).then(() => announce('The answer is here.'));
  };
  return (
    <form onSubmit={submit} className="grid min-w-0 gap-4">
      {operation.parameters.map((parameter) => (
        <ParameterField
          key={fieldKey(parameter)}
          parameter={parameter}
          shapes={shapes}
          value={typed[fieldKey(parameter)] ?? ''}
          onChange={(value) => setTyped({ ...typed, [fieldKey(parameter)]: value })}
        />
      ))}
      {body !== null && <BodyField value={body} onChange={setBody} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" aria-disabled={trial.state === 'asking'}>
          <Play aria-hidden className="size-3.5" />
          {trial.state === 'asking' ? 'Asking…' : 'Send'}
        </Button>
        {apiKey === '' && (
          <p className="text-xs text-ink-soft">Without a key it is refused: enter one above.</p>
        )}
        {method !== 'GET' && apiKey !== '' && (
          <p className="text-xs text-ink-soft">This is sent to this installation, in earnest.</p>
        )}
      </div>
      <div className="overflow-hidden rounded-md border border-line bg-sunken">
        <CodeView text={curl} what="curl command" />
      </div>
      <AnswerView trial={trial} />
    </form>
  );
}

function BodyField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        Body
      </label>
      <TextArea
        id={id}
        value={value}
        rows={Math.min(14, value.split('\n').length + 1)}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        className="font-mono text-xs"
      />
    </div>
  );
}
