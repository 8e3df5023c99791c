import { z } from 'zod';
import { type ApiKeyScope, apiKeyScopes } from '#server/domain/api-key/scope.ts';
import { answerShapes, bodyShapes } from './components.ts';
import { groups, type Operation } from './operation.ts';
import { operations } from './operations.ts';
import { problemShape, statusOf } from './problem.ts';

/** JSON Schema, draft 2020-12, as OpenAPI 3.1 takes it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: unknown;
  readonly format?: unknown;
  readonly description?: unknown;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly minimum?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly [keyword: string]: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

interface Content {
  readonly [mediaType: string]: { readonly schema: JsonSchema };
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly { readonly apiKey: readonly ApiKeyScope[] }[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Content }>>;
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly security: readonly { readonly apiKey: readonly [] }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
}

const description = `Reads and changes what Earshot knows. Send \`Authorization: Bearer\` and a key, which an administrator makes at \`/admin/api-keys\`; each operation names the scope that the key needs. A key reads addresses and other personal data in full.

Lists come in pages: ask again with \`cursor\` set to the \`nextCursor\` of the page before, until that is null. Nothing is left out or comes twice because something new arrived meanwhile.

What is refused is explained as problem details (RFC 9457). Times are ISO 8601 with a zone; answers are in UTC.`;

const made = new Map<string, OpenApiDocument>();

/** The OpenAPI document of everything in the list of operations, made once. */
export function openApiDocument(publicBaseUrl: string): OpenApiDocument {
  const document = made.get(publicBaseUrl) ?? makeDocument(publicBaseUrl);
  made.set(publicBaseUrl, document);
  return document;
}

function makeDocument(publicBaseUrl: string): OpenApiDocument {
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: documented(operation),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Earshot', version: '1', description },
    servers: [{ url: `${publicBaseUrl}/api/v1` }],
    tags: groups.map((name) => ({ name })),
    security: [{ apiKey: [] }],
    paths,
    components: {
      schemas: { ...schemasOf(answerShapes, 'output'), ...schemasOf(bodyShapes, 'input') },
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: `A key, \`ek_…\`, with the scope that the operation names: ${apiKeyScopes.join(', ')}.`,
        },
      },
    },
  };
}

function documented(operation: Operation): DocumentedOperation {
  const { answer, body } = operation;
  return {
    operationId: operation.id,
    tags: [operation.group],
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    security: [{ apiKey: [operation.scope] }],
    parameters: [...parametersIn('path', operation.params), ...parametersIn('query', operation.query)],
    ...(body === null ? {} : { requestBody: requestBodyOf(body) }),
    responses: {
      [answer.status]: {
        description: answer.description,
        content: { [answer.mediaType]: { schema: referTo(answer.schema) } },
      },
      ...refusalsOf(operation),
    },
  };
}

function requestBodyOf(body: z.ZodType) {
  const isOptional = body.safeParse({}).success;
  return { required: !isOptional, content: { 'application/json': { schema: referTo(body) } } };
}

function parametersIn(place: Parameter['in'], schema: z.ZodObject): readonly Parameter[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: 'input',
    override: withoutNoise,
  }) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description: about, ...rest }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(typeof about === 'string' ? { description: about } : {}),
    schema: rest,
  }));
}

const meanings: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood or asked.',
  401: 'There is no key, or none that is known.',
  403: 'The key lacks the scope.',
  404: 'There is no such thing.',
  409: 'It does not go together with what is.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'The body does not fit.',
  500: 'Earshot could not answer; the server log says why.',
};

function refusalsOf(operation: Operation): DocumentedOperation['responses'] {
  const ofBody = operation.body === null ? [] : [413, 415, 422];
  const statuses = new Set([400, 401, 403, 500, ...ofBody, ...operation.refusals.map(statusOf)]);
  const content = { 'application/problem+json': { schema: referTo(problemShape) } };
  return Object.fromEntries(
    [...statuses].map((status) => [String(status), { description: meanings[status] ?? 'Refused.', content }]),
  );
}

function referTo(schema: z.ZodType): JsonSchema {
  const name = (bodyShapes.get(schema) ?? answerShapes.get(schema))?.id;
  if (name === undefined) throw new Error('A body and an answer need a name; see `named`.');
  return { $ref: uriOf(name) };
}

function schemasOf(shapes: typeof answerShapes, io: 'input' | 'output'): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(shapes, { io, uri: uriOf, override: withoutNoise });
  // Safe: it is JSON Schema, of which zod's own type says the same at greater length.
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _dialect, $id: _uri, ...schema }]) => [name, schema]),
  ) as Record<string, JsonSchema>;
}

/** The pattern of a moment is a page long, and its format says as much; and that whole numbers are safe goes without. */
function withoutNoise({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

function uriOf(name: string): string {
  return `#/components/schemas/${name}`;
}
