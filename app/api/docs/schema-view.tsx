import type { JsonSchema, OpenApiDocument } from '#server/rest/openapi.ts';
import { Inline } from './prose.tsx';
import { fieldsOf, type ShownField, typeWords, variantsOf } from './schema-words.ts';

interface SchemaViewProps {
  schema: JsonSchema;
  shapes: OpenApiDocument['components']['schemas'];
}

/** A shape as a list of its fields, with what they are made of beneath them. */
export function SchemaView({ schema, shapes }: SchemaViewProps) {
  const variants = variantsOf(schema, shapes).map((variant) => fieldsOf(variant, shapes));
  if (variants.every((fields) => fields.length === 0)) {
    return <p className="text-sm text-ink-soft">{typeWords(schema, shapes)}</p>;
  }
  return (
    <div className="grid gap-3">
      {variants.map((fields, n) => (
        <div key={fields.map(({ name, type }) => `${name} ${type}`).join()}>
          {n > 0 && <p className="pb-3 text-xs font-medium text-ink-soft">or</p>}
          <FieldList fields={fields} />
        </div>
      ))}
    </div>
  );
}

function FieldList({ fields }: { fields: readonly ShownField[] }) {
  return (
    <ul className="grid gap-2">
      {fields.map((field) => (
        <li key={field.name} className="grid gap-0.5 text-sm">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <code className="font-mono text-xs font-medium text-ink">{field.name}</code>
            <span className="min-w-0 text-xs text-ink-soft">{field.type}</span>
            {!field.required && <span className="text-xs text-ink-soft">· may be left out</span>}
          </p>
          {field.description !== null && (
            <p className="text-xs text-ink-soft">
              <Inline text={field.description} />
            </p>
          )}
          {field.fields.length > 0 && (
            <div className="mt-1 border-l border-line pl-3">
              <FieldList fields={field.fields} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
