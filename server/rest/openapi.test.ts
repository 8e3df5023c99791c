import { describe, expect, it } from 'vitest';
import { apiKeyScopes } from '#server/domain/api-key/scope.ts';
import { type DocumentedOperation, openApiDocument } from './openapi.ts';
import { operations } from './operations.ts';

const document = openApiDocument('https://earshot.test');
const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every value of a property of this name, anywhere. */
function valuesOf(name: string, within: unknown): unknown[] {
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([key, value]) => [
    ...(key === name && !Array.isArray(within) ? [value] : []),
    ...valuesOf(name, value),
  ]);
}

function resolve(ref: string): unknown {
  const steps = ref.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
}

const problems = (operation: DocumentedOperation) =>
  Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);

describe('the OpenAPI document', () => {
  it('tells of every operation once, under its own name', () => {
    expect(documented.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
      operations.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    const ids = documented.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(15);
  });

  it('refers to nothing that is not in it, and names no shape that nothing refers to', () => {
    const refs = valuesOf('$ref', document) as string[];
    expect(refs.length).toBeGreaterThan(50);
    for (const ref of refs) expect({ ref, found: resolve(ref) !== undefined }).toEqual({ ref, found: true });
    const used = new Set(refs.map((ref) => ref.split('/').at(-1)));
    const unused = Object.keys(document.components.schemas).filter((name) => !used.has(name));
    expect(unused).toEqual([]);
  });

  it('holds no leftovers of the generator', () => {
    expect(valuesOf('$schema', document)).toEqual([]);
    expect(valuesOf('$defs', document)).toEqual([]);
    expect(valuesOf('$id', document)).toEqual([]);
  });

  it('tags each operation with a group that it lists', () => {
    const tags = document.tags.map(({ name }) => name);
    expect(documented.filter(({ operation }) => !operation.tags.every((tag) => tags.includes(tag)))).toEqual(
      [],
    );
  });

  describe.each(documented)('$method $path', ({ path, operation }) => {
    it('needs a key with one scope of the list', () => {
      const [{ apiKey: scopes } = { apiKey: [] }, ...others] = operation.security;
      expect(others).toEqual([]);
      expect(scopes).toHaveLength(1);
      expect(apiKeyScopes).toContain(scopes[0]);
    });

    it('declares each parameter of its path', () => {
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(inPath.map(({ name }) => name)).toEqual(named);
      expect(inPath.every(({ required }) => required)).toBe(true);
    });

    it('answers one success with a shape, and problems as problem details', () => {
      const successes = Object.entries(operation.responses).filter(([status]) => Number(status) < 400);
      expect(successes).toHaveLength(1);
      expect(valuesOf('$ref', successes)).toHaveLength(1);
      const statuses = problems(operation).map(([status]) => Number(status));
      expect(statuses).toEqual(expect.arrayContaining([400, 401, 403, 500]));
      if (operation.requestBody) expect(statuses).toEqual(expect.arrayContaining([413, 415, 422]));
      for (const [, response] of problems(operation)) {
        expect(response.content).toEqual({
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        });
      }
    });
  });

  it('tells bodies as they are asked: what has a default may be left out', () => {
    expect(document.components.schemas.NewSuppression).toMatchObject({ required: ['channel', 'address'] });
    expect(document.components.schemas.Message).toMatchObject({
      required: expect.arrayContaining(['recipient', 'status']),
    });
  });
});
