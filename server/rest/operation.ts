import type { z } from 'zod';
import type { ApiCaller } from '#server/auth/api-keys.ts';
import type { Deps } from '#server/deps.ts';
import type { ApiKeyScope } from '#server/domain/api-key/scope.ts';
import type { DomainErrorCode } from '#server/domain/domain-error.ts';
import type { Problem } from './problem.ts';

/** What operations work with. */
export type RestDeps = Pick<
  Deps,
  | 'db'
  | 'eventStore'
  | 'providers'
  | 'log'
  | 'metrics'
  | 'now'
  | 'nudge'
  | 'askForReplay'
  | 'askToSend'
  | 'tellOfEscalation'
  | 'outbound'
  | 'apiKeys'
> & { readonly env: Pick<Deps['env'], 'PUBLIC_BASE_URL'> };

export const methods = ['GET', 'POST', 'PUT', 'DELETE'] as const;
export type Method = (typeof methods)[number];

/** In the order in which the document tells of them. */
export const groups = [
  'Notifications',
  'Messages',
  'Suppressions',
  'People',
  'Policies',
  'Events',
  'Dead letters',
  'Metrics',
  'Export',
] as const;
type Group = (typeof groups)[number];

/** What an operation is, apart from the types of what goes in and out. */
interface Described {
  /** Unique; clients generated from the document name their function so. */
  readonly id: string;
  readonly method: Method;
  /** Beneath `/api/v1`, with parameters in braces: `/messages/{id}`. */
  readonly path: `/${string}`;
  readonly group: Group;
  readonly scope: ApiKeyScope;
  readonly summary: string;
  readonly description?: string;
  /** What it may be refused with besides what is wrong with the request itself. */
  readonly refusals: readonly DomainErrorCode[];
  readonly maxBodyBytes?: number;
}

interface Answer<Schema> {
  readonly status: 200 | 201 | 202;
  readonly description: string;
  /** Of each line where the answer is a stream. */
  readonly schema: Schema;
  readonly mediaType: 'application/json' | 'application/x-ndjson';
}

/** An operation as the list of operations holds it. */
export interface Operation extends Described {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  /** Null where there is none. */
  readonly body: z.ZodType | null;
  readonly answer: Answer<z.ZodType>;
  /** The input was parsed by the three schemas above. */
  handle(
    deps: RestDeps,
    caller: ApiCaller,
    input: { readonly params: unknown; readonly query: unknown; readonly body: unknown },
  ): Promise<unknown>;
}

/** What may be handed out where `T` is promised: the same, but nobody will write to it. */
type Readable<T> = T extends readonly (infer Item)[]
  ? readonly Readable<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Readable<T[Key]> }
    : T;

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : null;

/** Describes an operation whose `handle` is checked against its schemas. */
export function operation<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType | null,
  Answered extends z.ZodType,
>(
  definition: Described & {
    readonly params: Params;
    readonly query: Query;
    readonly body: Body;
    readonly answer: Answer<Answered>;
    handle(
      deps: RestDeps,
      caller: ApiCaller,
      input: {
        readonly params: z.output<Params>;
        readonly query: z.output<Query>;
        readonly body: Output<Body>;
      },
    ): Promise<Readable<z.input<Answered>> | ReadableStream<Uint8Array> | Problem>;
  },
): Operation {
  // Safe: `answerRequest` parses every input with the schemas of the same operation before it calls `handle`.
  return definition as unknown as Operation;
}
