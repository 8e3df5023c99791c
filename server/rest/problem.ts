import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { DomainErrorCode } from '#server/domain/domain-error.ts';
import { type RefusalKind, refusals } from '#server/refusals.ts';
import { named } from './components.ts';

/** Problem details, RFC 9457, with two members of our own: `code` and `errors`. */
export const problemShape = named(
  'Problem',
  z.object({
    type: z.url().meta({ description: 'Where this sort of problem is explained.' }),
    title: z.string().meta({ description: 'The sort of problem in a few words, always the same.' }),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong here, and what to do about it.' }),
    instance: z.string().meta({ description: 'Names this one answer, in the server log as well.' }),
    code: z.string().meta({ description: 'The sort of problem, for programs to tell apart.' }),
    errors: z
      .array(
        z.object({
          path: z.string().meta({ description: 'Such as `query.limit` or `body.addresses.3`.' }),
          code: z.string(),
          message: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'Each thing that is wrong with the request, as far as there are several.' }),
  }),
);
type ProblemDetails = z.infer<typeof problemShape>;
export type InputError = NonNullable<ProblemDetails['errors']>[number];

const statusOfRefusal = {
  not_found: [404, 'There is no such thing'],
  invalid: [400, 'This cannot be asked'],
  conflict: [409, 'This does not go together with what is'],
} as const satisfies Record<RefusalKind, readonly [status: number, title: string]>;

/** What can be wrong with a request before anybody looks at what it asks for. */
const requestProblems = {
  unauthorized: [401, 'An API key is needed'],
  missing_scope: [403, 'This key may not do this'],
  no_such_path: [404, 'There is nothing under this path'],
  method_not_allowed: [405, 'This path does not take this method'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The body is not JSON'],
  invalid_json: [400, 'The body cannot be read'],
  invalid_parameters: [400, 'The parameters do not fit'],
  invalid_body: [422, 'The body does not fit'],
  internal: [500, 'Earshot could not answer'],
} as const satisfies Record<string, readonly [status: number, title: string]>;
type RequestProblemCode = keyof typeof requestProblems;

interface More {
  readonly errors?: readonly InputError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal, as a value: nothing throws it. */
export class Problem {
  readonly code: RequestProblemCode | DomainErrorCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly InputError[] | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly instance = `urn:uuid:${randomUUID()}`;

  constructor(code: RequestProblemCode, detail: string, more?: More);
  constructor(code: DomainErrorCode, detail?: undefined, more?: More);
  constructor(code: RequestProblemCode | DomainErrorCode, detail?: string, more: More = {}) {
    const [status, title] = isOfRequest(code) ? requestProblems[code] : statusOfRefusal[refusals[code].kind];
    this.code = code;
    this.status = status;
    this.title = title;
    this.detail = isOfRequest(code) ? (detail ?? title) : refusals[code].message;
    this.errors = more.errors ?? null;
    this.headers = more.headers ?? {};
  }

  toResponse(publicBaseUrl: string): Response {
    const { status, title, detail, instance, code, errors } = this;
    const body: ProblemDetails = {
      type: problemType(publicBaseUrl, code),
      title,
      status,
      detail,
      instance,
      code,
      ...(errors === null ? {} : { errors: [...errors] }),
    };
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...this.headers },
    });
  }
}

/** For a known key that lacks a scope. */
export function missingScope(scope: string): Problem {
  return new Problem('missing_scope', `This needs a key with the scope ${scope}.`, {
    headers: { 'www-authenticate': `Bearer realm="earshot", error="insufficient_scope", scope="${scope}"` },
  });
}

/** Every sort of problem, for the page that explains them. */
export function problemList(): readonly {
  code: string;
  status: number;
  title: string;
  detail: string | null;
}[] {
  return [
    ...Object.entries(requestProblems).map(([code, [status, title]]) => ({
      code,
      status,
      title,
      detail: null,
    })),
    ...Object.entries(refusals).map(([code, { kind, message }]) => {
      const [status, title] = statusOfRefusal[kind];
      return { code, status, title, detail: message };
    }),
  ];
}

export function statusOf(code: DomainErrorCode): number {
  return statusOfRefusal[refusals[code].kind][0];
}

function problemType(publicBaseUrl: string, code: string): string {
  return `${publicBaseUrl}/api/docs#problem-${code}`;
}

function isOfRequest(code: RequestProblemCode | DomainErrorCode): code is RequestProblemCode {
  return Object.hasOwn(requestProblems, code);
}
