import { describe, expect, it } from 'vitest';
import { openApiDocument } from '#server/rest/openapi.ts';
import { operations } from '#server/rest/operations.ts';
import { addressOf, curlOf } from './request-of.ts';
import { exampleOf, fieldsOf, typeWords, variantsOf } from './schema-words.ts';

const document = openApiDocument('https://earshot.test');
const shapes = document.components.schemas;
const bodies = Object.values(document.paths)
  .flatMap((methods) => Object.values(methods))
  .flatMap(({ operationId, requestBody }) => {
    const schema = requestBody?.content['application/json']?.schema;
    return schema === undefined ? [] : [{ operationId, schema }];
  });

describe('what a shape says', () => {
  it.each(bodies)('gives a body of $operationId to start from that it takes', ({ operationId, schema }) => {
    const { body } = operations.find(({ id }) => id === operationId) ?? {};
    expect(body?.safeParse(exampleOf(schema, shapes)).error?.issues).toBeUndefined();
  });

  it('tells fields in words, and what they are made of', () => {
    const fields = fieldsOf({ $ref: '#/components/schemas/SuppressedAddress' }, shapes);
    expect(fields.find(({ name }) => name === 'channel')?.type).toBe('one of email, sms, push, in_app');
    expect(fields.find(({ name }) => name === 'address')?.type).toBe('text or null');
    const grounds = fields.find(({ name }) => name === 'suppressions');
    expect(grounds).toMatchObject({ type: 'list of Suppression', required: true });
    expect(grounds?.fields.map(({ name }) => name)).toContain('reason');
  });

  it('tells choices apart', () => {
    const variants = variantsOf({ $ref: '#/components/schemas/NewEvent' }, shapes);
    const types = variants.map(
      (variant) => fieldsOf(variant, shapes).find(({ name }) => name === 'type')?.type,
    );
    expect(types).toEqual(['"read"', '"converted"']);
  });

  it('has words for every field of every shape', () => {
    for (const [name, shape] of Object.entries(shapes)) {
      const words = JSON.stringify([typeWords(shape, shapes), fieldsOf(shape, shapes)]);
      expect({ name, unclear: words.includes('undefined') }).toEqual({ name, unclear: false });
    }
  });
});

describe('a request', () => {
  const parameters = [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'status', in: 'query', required: false, schema: { type: 'array' } },
    { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } },
  ] as const;

  it('holds what was typed, escaped, and leaves out what was not', () => {
    const typed = { 'path.id': 'a/b c', 'query.status': 'sent\n\ndelivered', 'query.limit': ' ' };
    expect(addressOf('/x/{id}', parameters, typed)).toBe('/x/a%2Fb%20c?status=sent&status=delivered');
    expect(addressOf('/x/{id}', parameters, {})).toBe('/x/{id}');
  });

  it('is written for a shell so that nothing in it runs', () => {
    const body = `{"why":"it's $(over)"}`;
    expect(curlOf({ method: 'POST', url: 'https://e.test/a?b=c&d', body })).toBe(
      [
        `curl -X POST 'https://e.test/a?b=c&d' \\`,
        `  -H "Authorization: Bearer $EARSHOT_KEY" \\`,
        `  -H 'Content-Type: application/json' \\`,
        `  --data '{"why":"it'\\''s $(over)"}'`,
      ].join('\n'),
    );
  });
});
