import { createHash } from 'node:crypto';
import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { type FieldPath, lintExpression, readPaths } from './expression-lint.ts';

/** The two events an expression may speak of: the one that started the run, and the one that arrived. */
export interface ExpressionScope {
  readonly event: unknown;
  readonly async?: unknown;
}

type CelMap = Map<string, unknown>;

interface Compiled {
  readonly evaluate: (scope: ExpressionScope) => unknown;
  readonly ast: ASTNode;
}

const environment = new Environment({ unlistedVariablesAreDyn: true })
  .registerOperator('string + int', (text: string, value: bigint) => `${text}${value}`)
  .registerOperator('int + string', (value: bigint, text: string) => `${value}${text}`)
  .registerOperator('string + double', (text: string, value: number) => `${text}${value}`)
  .registerOperator('double + string', (value: number, text: string) => `${value}${text}`);

const LONGEST_KEY = 256;
const cache = new Map<string, Compiled>();

/** Says what is wrong with an expression, or undefined. `kind` tells whether it is a test or a key. */
export function checkExpression(source: string, kind: 'condition' | 'key'): string | undefined {
  try {
    return lintExpression(compile(source).ast, kind);
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? 'cannot be read') : 'cannot be read';
  }
}

/** Whether the condition holds. Whatever cannot be compared (other types, missing fields) does not match. */
export function matches(source: string | null | undefined, scope: ExpressionScope): boolean {
  if (source === null || source === undefined || source === '') return true;
  try {
    return compile(source).evaluate(scope) === true;
  } catch {
    return false;
  }
}

/** The key an expression gives for an event, as text that fits an index; equal values give equal text. */
export function evaluateKey(source: string | undefined, event: unknown): string {
  if (source === undefined) return '';
  try {
    return indexable(keyText(compile(source).evaluate({ event })));
  } catch {
    return 'null';
  }
}

/**
 * The part `event.a == async.b` that must hold for the whole condition to hold, if there is one: it lets
 * the waiting rows be found by an index instead of evaluating every one of them.
 */
export function equalityPart(source: string): { eventPath: FieldPath; asyncPath: FieldPath } | undefined {
  const queue = [compile(source).ast];
  for (let node = queue.pop(); node; node = queue.pop()) {
    if (node.op === '&&') queue.push(node.args[0], node.args[1]);
    if (node.op !== '==') continue;
    const [left, right] = node.args.map((side) => readPaths(side).exact);
    const paths = [left, right];
    const eventPath = paths.find((path) => path?.[0] === 'event');
    const asyncPath = paths.find((path) => path?.[0] === 'async');
    if (eventPath && asyncPath) return { eventPath, asyncPath };
  }
  return undefined;
}

/** The value at a path, as the text that `equalityPart` rows are indexed by; missing counts as null. */
export function indexText(scope: ExpressionScope, path: FieldPath): string {
  return indexable(canonicalText(toCel(valueAt(scope, path) ?? null)));
}

/** Text that Postgres takes as an index key: what is too long or holds U+0000 is replaced by its hash. */
export function indexable(text: string): string {
  if (text.length <= LONGEST_KEY && !text.includes('\0')) return text;
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function compile(source: string): Compiled {
  const known = cache.get(source);
  if (known) return known;
  const parsed = environment.parse(source);
  const { required, tested } = readPaths(parsed.ast);
  const compiled: Compiled = {
    ast: parsed.ast,
    evaluate: (scope) => parsed(buildContext(scope, required, tested)),
  };
  cache.set(source, compiled);
  return compiled;
}

// Inngest treats a missing field as null in comparisons; cel-js throws. So the fields an expression reads
// are copied into a fresh context and absent ones become null, except where has() asks about them. Maps,
// not objects: a field called "constructor" must be a field like any other.
function buildContext(scope: ExpressionScope, required: readonly FieldPath[], tested: readonly FieldPath[]) {
  const root: CelMap = new Map();
  const askedAbout = new Set(tested.map((path) => path.join('\0')));
  for (const path of [...required, ...tested]) {
    const value = valueAt(scope, path);
    const leaveOut = value === undefined && askedAbout.has(path.join('\0'));
    place(root, path, leaveOut ? undefined : toCel(value ?? null));
  }
  return { event: root.get('event') ?? new Map(), async: root.get('async') ?? new Map() };
}

function place(root: CelMap, path: FieldPath, value: unknown): void {
  let node = root;
  for (const segment of path.slice(0, -1)) {
    const child = node.get(segment) ?? new Map<string, unknown>();
    node.set(segment, child);
    // A scalar where a longer path expects an object: what lies below it does not exist.
    if (!isCelMap(child)) return;
    node = child;
  }
  const last = path.at(-1);
  if (last === undefined || value === undefined) return;
  // A longer path may already have filled this object in; the whole object then completes it.
  const present = node.get(last);
  if (isCelMap(present) && isCelMap(value)) node.set(last, new Map([...present, ...value]));
  else if (value !== null || present === undefined) node.set(last, value);
}

function valueAt(scope: ExpressionScope, path: FieldPath): unknown {
  let value: unknown = scope;
  for (const segment of path) {
    if (!isRecord(value) || !Object.hasOwn(value, segment)) return undefined;
    value = value[segment];
  }
  return value;
}

// JSON has one kind of number, CEL two: whole numbers become CEL ints so that `event.data.n + 1` works.
function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (!isRecord(value)) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
}

function keyText(value: unknown): string {
  return typeof value === 'string' ? value : canonicalText(value);
}

// JSON with sorted names, so that equal values give equal text.
function canonicalText(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (!isCelMap(value)) return JSON.stringify(value) ?? 'null';
  const entries = [...value].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item)}`).join(',')}}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCelMap(value: unknown): value is CelMap {
  return value instanceof Map;
}
