import { z } from 'zod';
import { parseRetryAfter } from './backoff.ts';

/** An error as the SDK sends it and as functions get it back. */
export interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly cause?: unknown;
}

/** One operation a function reports in a 206; only the fields the engine reads. */
export interface Opcode {
  readonly id: string;
  readonly op: string;
  readonly name?: string | null | undefined;
  readonly opts?: Readonly<Record<string, unknown>> | null | undefined;
  readonly data?: unknown;
  readonly error?: unknown;
}

/** What one call to an app came to. */
export type Outcome =
  | { readonly kind: 'completed'; readonly output: unknown }
  | {
      readonly kind: 'ops';
      readonly ops: readonly Opcode[];
      readonly version: number;
      readonly noRetry: boolean;
      readonly retryAfterMs: number | undefined;
    }
  | {
      readonly kind: 'error';
      readonly error: SdkError;
      readonly noRetry: boolean;
      readonly retryAfterMs: number | undefined;
    }
  /** The app may have had the request, and the connection ended without an answer: it died, most likely. */
  | { readonly kind: 'cut'; readonly error: SdkError }
  /** The request certainly never arrived, so it costs no attempt. */
  | { readonly kind: 'unreachable' };

const opsSchema = z.array(
  z.object({
    id: z.string().min(1),
    op: z.string(),
    name: z.string().nullish(),
    opts: z.record(z.string(), z.unknown()).nullish(),
    data: z.unknown().optional(),
    error: z.unknown().optional(),
  }),
);
const streamedSchema = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown(),
});
const errorSchema = z.object({
  name: z.string().default('Error'),
  message: z.string().optional(),
  error: z.string().optional(),
  stack: z.string().optional(),
  cause: z.unknown().optional(),
});

/** Reads an app's response to an execution request. `nowMs` turns a Retry-After date into a delay. */
export async function readOutcome(response: Response, nowMs: number): Promise<Outcome> {
  const text = await response.text();
  if (!response.headers.has('x-inngest-sdk')) {
    // A proxy, a crash page or a wrong address may well answer 200; it is not the function's word.
    return plainError('AppUnavailable', `The app answered ${response.status} without the SDK's header.`);
  }
  const body = parseJson(text);
  if (response.status !== 201) return interpret(response.status, response.headers, body, nowMs);
  const streamed = streamedSchema.safeParse(typeof body === 'string' ? parseJson(body) : body);
  if (!streamed.success)
    return plainError('InvalidResponse', 'The app sent a streamed response that is incomplete.');
  const { status, headers, body: inner } = streamed.data;
  const merged = new Headers([...response.headers, ...Object.entries(headers)]);
  return interpret(status, merged, typeof inner === 'string' ? parseJson(inner) : inner, nowMs);
}

/** An error as it is stored, from whatever the app or a step threw. */
export function toSdkError(value: unknown): SdkError {
  const parsed = errorSchema.safeParse(typeof value === 'string' ? { message: value } : value);
  if (!parsed.success) return { name: 'Error', message: 'Unknown error' };
  const { name, message, error, stack, cause } = parsed.data;
  return {
    name,
    message: message ?? error ?? 'Unknown error',
    ...(stack !== undefined && { stack }),
    ...(cause !== undefined && { cause }),
  };
}

function interpret(status: number, headers: Headers, body: unknown, nowMs: number): Outcome {
  const noRetry = headers.get('x-inngest-no-retry') === 'true';
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), nowMs);
  if (status === 200) return { kind: 'completed', output: body ?? null };
  if (status !== 206) return { kind: 'error', error: toSdkError(body), noRetry, retryAfterMs };
  const ops = opsSchema.safeParse(Array.isArray(body) ? body : body === null ? [] : [body]);
  if (!ops.success) return plainError('InvalidResponse', 'The app sent operations the engine cannot read.');
  const version = Number(headers.get('x-inngest-req-version') ?? '2');
  return { kind: 'ops', ops: ops.data, version: version >= 1 ? version : 2, noRetry, retryAfterMs };
}

function plainError(name: string, message: string): Outcome {
  return { kind: 'error', error: { name, message }, noRetry: false, retryAfterMs: undefined };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === '' ? null : text;
  }
}
