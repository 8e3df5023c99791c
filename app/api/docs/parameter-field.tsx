'use client';

import { Field } from '#app/components/field.tsx';
import { Input } from '#app/components/input.tsx';
import { Select } from '#app/components/select.tsx';
import { TextArea } from '#app/components/text-area.tsx';
import type { OpenApiDocument, Parameter } from '#server/rest/openapi.ts';
import { Inline } from './prose.tsx';
import { typeWords } from './schema-words.ts';

interface ParameterFieldProps {
  parameter: Parameter;
  shapes: OpenApiDocument['components']['schemas'];
  value: string;
  onChange: (value: string) => void;
}

/** One parameter: chosen where there is a choice, else typed. */
export function ParameterField({ parameter, shapes, value, onChange }: ParameterFieldProps) {
  const { name, required, description, schema } = parameter;
  const words = `${typeWords(schema, shapes)}${schema.default === undefined ? '' : `; ${String(schema.default)} without it`}`;
  const isMany = schema.type === 'array';
  const hint = (
    <>
      {words}
      {isMany && ', one a line'}
      {description !== undefined && (
        <>
          . <Inline text={description} />
        </>
      )}
    </>
  );
  return (
    <Field label={required ? `${name} (needed)` : name} hint={hint}>
      {(control) =>
        schema.enum !== undefined ? (
          <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
            <option value="">–</option>
            {schema.enum.map((choice) => (
              <option key={String(choice)}>{String(choice)}</option>
            ))}
          </Select>
        ) : isMany ? (
          <TextArea
            {...control}
            rows={2}
            value={value}
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
            className="font-mono text-xs"
          />
        ) : (
          <Input
            {...control}
            value={value}
            required={required}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
