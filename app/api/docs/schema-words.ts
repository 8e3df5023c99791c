import type { JsonSchema, OpenApiDocument } from '#server/rest/openapi.ts';

/** One property of an object, or one parameter, ready to be shown. */
export interface ShownField {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string | null;
  /** What it is made of, where that is an object or a list of objects. */
  readonly fields: readonly ShownField[];
}

type Shapes = OpenApiDocument['components']['schemas'];

/** The schema that a reference stands for. */
export function resolved(schema: JsonSchema, shapes: Shapes): JsonSchema {
  const name = nameOf(schema);
  return name === null ? schema : (shapes[name] ?? {});
}

/** The ways in which a value may be built; one, unless the schema offers a choice between objects. */
export function variantsOf(schema: JsonSchema, shapes: Shapes): readonly JsonSchema[] {
  const whole = resolved(schema, shapes);
  const choices = choicesOf(whole).filter((choice) => choice.type !== 'null');
  return choices.length === 0 ? [whole] : choices.flatMap((choice) => variantsOf(choice, shapes));
}

/** The properties of an object, or of what a list holds. */
export function fieldsOf(schema: JsonSchema, shapes: Shapes): readonly ShownField[] {
  const [first] = variantsOf(schema, shapes);
  if (first === undefined) return [];
  if (first.type === 'array') return fieldsOf(partOf(first, 'items'), shapes);
  const required = first.required ?? [];
  return Object.entries(first.properties ?? {}).map(([name, property]) => ({
    name,
    type: typeWords(property, shapes),
    required: required.includes(name),
    description: typeof property.description === 'string' ? property.description : null,
    fields: fieldsOf(property, shapes),
  }));
}

/** What a value may be, in a few words: `text`, `list of Suppression`, `one of email, sms`. */
export function typeWords(schema: JsonSchema, shapes: Shapes): string {
  const choices = choicesOf(schema);
  if (choices.length > 0) {
    const words = choices.map((choice) => typeWords(choice, shapes));
    return [...new Set(words)].join(' or ');
  }
  const name = nameOf(schema);
  if (name !== null) return name;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.join(', ')}`;
  const kinds = Array.isArray(schema.type) ? schema.type : [schema.type];
  return kinds.map((kind) => kindWords(kind, schema, shapes)).join(' or ');
}

function kindWords(kind: unknown, schema: JsonSchema, shapes: Shapes): string {
  switch (kind) {
    case 'string':
      return schema.format === 'date-time' ? 'moment' : 'text';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array':
      return `list of ${typeWords(partOf(schema, 'items'), shapes)}`;
    case 'object':
      return 'object';
    default:
      return 'anything';
  }
}

/** A value to start from: what must be there, or all where nothing must. */
export function exampleOf(schema: JsonSchema, shapes: Shapes): unknown {
  const [first = {}] = variantsOf(schema, shapes);
  const { examples, default: whole } = resolved(schema, shapes);
  const usual =
    examples?.[0] ?? first.examples?.[0] ?? whole ?? first.default ?? first.const ?? first.enum?.[0];
  return usual ?? exampleOfKind(first, shapes);
}

function exampleOfKind(schema: JsonSchema, shapes: Shapes): unknown {
  switch (schema.type) {
    case 'array':
      return [exampleOf(partOf(schema, 'items'), shapes)];
    case 'object':
      return exampleOfObject(schema, shapes);
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    default:
      return schema.format === 'date-time' ? '2026-11-21T09:30:00Z' : 'text';
  }
}

function exampleOfObject({ properties = {}, required }: JsonSchema, shapes: Shapes): unknown {
  const names = required ?? Object.keys(properties);
  return Object.fromEntries(names.map((name) => [name, exampleOf(properties[name] ?? {}, shapes)]));
}

function choicesOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.oneOf ?? schema.anyOf ?? [];
}

function partOf(schema: JsonSchema, part: 'items'): JsonSchema {
  return schema[part] ?? {};
}

function nameOf(schema: JsonSchema): string | null {
  return schema.$ref?.split('/').at(-1) ?? null;
}
