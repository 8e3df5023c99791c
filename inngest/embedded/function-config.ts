import { z } from 'zod';
import { checkCron } from './cron-schedule.ts';
import { parseDueAt, parseDuration } from './duration.ts';
import { checkExpression } from './expressions.ts';

/** One function as the engine runs it: read from the SDK's configuration, durations in milliseconds. */
export interface FunctionSpec {
  readonly id: string;
  readonly triggers: readonly { readonly event: string; readonly expression?: string | undefined }[];
  readonly crons: readonly string[];
  readonly maxAttempts: number;
  readonly cancelOn: readonly CancelOn[];
  readonly concurrency: readonly ConcurrencyLimit[];
  readonly batch?: { maxSize: number; timeoutMs: number; key?: string | undefined; if?: string | undefined };
  readonly debounce?: { periodMs: number; timeoutMs?: number | undefined; key?: string | undefined };
  readonly singleton?: { mode: 'skip' | 'cancel'; key?: string | undefined };
  readonly idempotency?: string;
  readonly startTimeoutMs?: number;
  readonly finishTimeoutMs?: number;
}

export interface CancelOn {
  readonly event: string;
  readonly if?: string | undefined;
  readonly timeout?: string | undefined;
}

export interface ConcurrencyLimit {
  readonly limit: number;
  readonly key?: string | undefined;
  readonly scope?: 'fn' | 'env' | 'account' | undefined;
}

/** A function the engine will not run, and why; the message names the function and the option. */
export class UnsupportedFunctionError extends Error {
  override name = 'UnsupportedFunctionError';
}

const DEFAULT_RETRIES = 4;
const WEEK_MS = 604_800_000;

const condition = z
  .string()
  .superRefine((source, context) => refuse(context, checkExpression(source, 'condition')));
const key = z.string().superRefine((source, context) => refuse(context, checkExpression(source, 'key')));
const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'is not a duration like "1h30m"')
  .transform((text) => parseDuration(text) ?? 0);
const atLeastSecond = duration.refine((milliseconds) => milliseconds >= 1000, 'must be at least 1s');
const dueText = z
  .string()
  .refine((text) => parseDueAt(text, 0) !== undefined, 'is neither a duration nor a date');
const limit = z.strictObject({
  limit: z.int().min(0),
  key: key.optional(),
  scope: z.enum(['fn', 'env', 'account']).optional(),
});

const configSchema = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  triggers: z
    .array(
      z.union([
        z.strictObject({ event: z.string().min(1), expression: condition.optional() }),
        z.strictObject({ cron: z.string().superRefine((text, context) => refuse(context, checkCron(text))) }),
      ]),
    )
    .max(10),
  steps: z.record(
    z.string(),
    z.object({ retries: z.object({ attempts: z.int().min(0).max(20).optional() }).optional() }),
  ),
  cancel: z
    .array(z.strictObject({ event: z.string(), if: condition.optional(), timeout: dueText.optional() }))
    .max(5)
    .optional(),
  concurrency: z
    .union([
      z
        .int()
        .min(0)
        .transform((count) => [{ limit: count }]),
      limit.transform((one) => [one]),
      z.array(limit).max(2),
    ])
    .optional(),
  batchEvents: z
    .strictObject({
      maxSize: z.int().min(2),
      timeout: atLeastSecond,
      key: key.optional(),
      if: condition.optional(),
    })
    .optional(),
  debounce: z
    .strictObject({
      period: atLeastSecond.refine((milliseconds) => milliseconds <= WEEK_MS, 'must be at most 7d'),
      timeout: duration.optional(),
      key: key.optional(),
    })
    .optional(),
  singleton: z.strictObject({ mode: z.enum(['skip', 'cancel']), key: key.optional() }).optional(),
  idempotency: key.optional(),
  timeouts: z.strictObject({ start: duration.optional(), finish: duration.optional() }).optional(),
});

type Config = z.infer<typeof configSchema>;

/** Reads one entry of a sync's `functions`. Throws UnsupportedFunctionError listing every problem. */
export function parseFunctionConfig(config: unknown): FunctionSpec {
  const parsed = configSchema.safeParse(config);
  const id = nameOf(config);
  if (!parsed.success) {
    throw new UnsupportedFunctionError(parsed.error.issues.flatMap((issue) => explain(id, issue)).join(' '));
  }
  const clash = batchClash(parsed.data);
  if (clash) {
    throw new UnsupportedFunctionError(
      `Function "${id}": option "batchEvents" cannot be combined with "${clash}".`,
    );
  }
  return toSpec(parsed.data);
}

function toSpec(config: Config): FunctionSpec {
  const attempts = Object.values(config.steps)[0]?.retries?.attempts ?? DEFAULT_RETRIES;
  const { batchEvents, debounce, singleton, timeouts } = config;
  return {
    id: config.id,
    triggers: config.triggers.flatMap((trigger) => ('event' in trigger ? [trigger] : [])),
    crons: config.triggers.flatMap((trigger) => ('cron' in trigger ? [trigger.cron] : [])),
    maxAttempts: attempts + 1,
    cancelOn: config.cancel ?? [],
    // A limit of zero means "no limit" to Inngest.
    concurrency: (config.concurrency ?? []).filter((entry) => entry.limit > 0),
    ...(batchEvents && {
      batch: {
        maxSize: batchEvents.maxSize,
        timeoutMs: batchEvents.timeout,
        key: batchEvents.key,
        if: batchEvents.if,
      },
    }),
    ...(debounce && {
      debounce: { periodMs: debounce.period, timeoutMs: debounce.timeout, key: debounce.key },
    }),
    ...(singleton && { singleton }),
    ...(config.idempotency !== undefined && { idempotency: config.idempotency }),
    ...(timeouts?.start !== undefined && { startTimeoutMs: timeouts.start }),
    ...(timeouts?.finish !== undefined && { finishTimeoutMs: timeouts.finish }),
  };
}

function batchClash(config: Config): string | undefined {
  if (!config.batchEvents) return undefined;
  if (config.cancel?.length) return 'cancelOn';
  if (config.debounce) return 'debounce';
  return config.singleton ? 'singleton' : undefined;
}

function refuse(context: z.RefinementCtx, problem: string | undefined): void {
  if (problem) context.addIssue({ code: 'custom', message: problem });
}

function explain(id: string, issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((name) => (path ? `${path}.${name}` : name));
    return names.map((name) => `Function "${id}": option "${name}" is not supported by the embedded engine.`);
  }
  if (issue.code === 'invalid_union')
    return issue.errors.slice(0, 3).flatMap((errors) => closest(id, issue, errors));
  return [`Function "${id}": option "${path}": ${issue.message}.`];
}

// Of a union only the branch that fits the given shape is worth telling: it has no missing or wrong types.
function closest(id: string, parent: z.core.$ZodIssue, errors: readonly z.core.$ZodIssue[]): string[] {
  if (errors.some((error) => error.code === 'invalid_type')) return [];
  return errors.flatMap((error) => explain(id, { ...error, path: [...parent.path, ...error.path] }));
}

function nameOf(config: unknown): string {
  const named = z.object({ id: z.string() }).safeParse(config);
  return named.success ? named.data.id : 'without id';
}
