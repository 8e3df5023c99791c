import type { z } from 'zod';
import { readBody } from '#server/read-body.ts';
import { unstorablePath } from '#server/storable.ts';
import type { Match } from './match.ts';
import { type InputError, Problem } from './problem.ts';

const mostErrors = 20;
const usualBodyBytes = 256 * 1024;

export interface Input {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Everything that a request says, checked by the schemas of its operation. */
export async function readInput(request: Request, { operation, params }: Match): Promise<Input | Problem> {
  const path = check('path', operation.params, params);
  const query = check('query', operation.query, queryOf(new URL(request.url).searchParams));
  const errors = [...path.errors, ...query.errors];
  if (errors.length > 0) {
    const detail = 'Mend the parameters that `errors` names, and send the request again.';
    return new Problem('invalid_parameters', detail, { errors: errors.slice(0, mostErrors) });
  }
  if (operation.body === null) return { params: path.value, query: query.value, body: null };
  const given = await readJson(request, operation.maxBodyBytes ?? usualBodyBytes);
  if (given instanceof Problem) return given;
  const body = check('body', operation.body, given.json);
  if (body.errors.length > 0) {
    const detail = 'Mend the fields that `errors` names, and send the request again.';
    return new Problem('invalid_body', detail, { errors: body.errors.slice(0, mostErrors) });
  }
  return { params: path.value, query: query.value, body: body.value };
}

/** A body that is not there reads as an empty object, which is enough where every field has a default. */
async function readJson(request: Request, maxBytes: number): Promise<{ readonly json: unknown } | Problem> {
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  const isPlain = encoding.toLowerCase() === 'identity';
  const bytes = await readBody(request, maxBytes);
  if (bytes === 'too large') {
    return new Problem('body_too_large', `Send no more than ${maxBytes} bytes at once; split what is more.`);
  }
  if (bytes.length === 0) return { json: {} };
  if (
    !isPlain ||
    !/^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i.test(request.headers.get('content-type') ?? '')
  ) {
    return new Problem(
      'unsupported_media_type',
      'Send JSON in UTF-8, uncompressed, with the header Content-Type: application/json.',
    );
  }
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return new Problem('invalid_json', 'The body is not JSON in UTF-8. Check quotes, commas and braces.');
  }
}

/** A parameter given once is text, and one given several times a list. */
function queryOf(search: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(search.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first = '', ...rest] = search.getAll(name);
      return [name, rest.length === 0 ? first : [first, ...rest]];
    }),
  );
}

function check(
  place: 'path' | 'query' | 'body',
  schema: z.ZodType,
  given: unknown,
): { readonly value: unknown; readonly errors: readonly InputError[] } {
  const unstorable = unstorablePath(given);
  if (unstorable !== null) {
    const path = [place, unstorable].filter((part) => part !== '').join('.');
    const message = 'holds a NUL character or half of a surrogate pair, which cannot be stored';
    return { value: null, errors: [{ path, code: 'unstorable_text', message }] };
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return { value: parsed.data, errors: [] };
  return { value: null, errors: parsed.error.issues.flatMap((issue) => errorsOf(place, issue)) };
}

function errorsOf(place: string, issue: z.core.$ZodIssue): readonly InputError[] {
  const path = [place, ...issue.path.map(String)].join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path, code: issue.code, message: issue.message }];
  return issue.keys.map((key) => ({
    path: `${path}.${key}`,
    code: issue.code,
    message: 'is not known here: check its spelling, or leave it out',
  }));
}
