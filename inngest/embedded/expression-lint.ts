import type { ASTNode } from '@marcbachmann/cel-js';

/** A field as the names that lead to it, beginning with `event` or `async`. */
export type FieldPath = readonly string[];

export interface ReadPaths {
  /** Fields whose value the expression needs. */
  readonly required: readonly FieldPath[];
  /** Fields only asked about with has(). */
  readonly tested: readonly FieldPath[];
  /** The path, when the expression is nothing but one field. */
  readonly exact: FieldPath | undefined;
}

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);
const BOOLEAN_METHODS = new Set([
  'startsWith',
  'endsWith',
  'contains',
  'matches',
  'exists',
  'all',
  'exists_one',
]);

/** Collects the fields of `event` and `async` that an expression reads. */
export function readPaths(ast: ASTNode): ReadPaths {
  const required: FieldPath[] = [];
  const tested: FieldPath[] = [];
  const visit = (node: ASTNode, asked: boolean) => {
    const path = pathOf(node);
    if (path) (asked ? tested : required).push(path);
    else for (const child of childrenOf(node)) visit(child, asked || isHas(node));
  };
  visit(ast, false);
  return { required, tested, exact: pathOf(ast) };
}

/**
 * Refuses what this engine would answer differently from Inngest: conditions that lean on truthiness, and
 * `<`, `<=` or negation over fields that may be missing and are not tested with has().
 */
export function lintExpression(ast: ASTNode, kind: 'condition' | 'key'): string | undefined {
  const unknown = unknownNames(ast, new Set(['event', 'async']))[0];
  if (unknown) return `"${unknown}" is not known; only "event" and "async" are`;
  const tested = new Set(readPaths(ast).tested.map((path) => path.join('.')));
  const problem = lintNode(ast, tested);
  if (problem || kind === 'key') return problem;
  return isTest(ast) ? undefined : 'it is not a comparison; write for example "event.data.x == true"';
}

function lintNode(node: ASTNode, tested: ReadonlySet<string>): string | undefined {
  const operands = childrenOf(node);
  const mustBeTests = node.op === '&&' || node.op === '||' || node.op === '!_' ? operands : [];
  const conditions = node.op === '?:' ? operands.slice(0, 1) : mustBeTests;
  if (!conditions.every(isTest)) {
    return `"${sourceOf(node)}" uses a value as a condition; compare it, for example "event.data.x == true"`;
  }
  if (node.op === '<' || node.op === '<=' || (node.op === '!_' && !isEquality(node.args))) {
    const open = readPaths(node).required.find((path) => !tested.has(path.join('.')));
    if (open)
      return `"${sourceOf(node)}" needs has(${open.join('.')}) beside it, as the field may be missing`;
  }
  for (const child of operands) {
    const problem = isHas(node) ? undefined : lintNode(child, tested);
    if (problem) return problem;
  }
  return undefined;
}

function isTest(node: ASTNode): boolean {
  if (COMPARISONS.has(node.op) || node.op === '&&' || node.op === '||' || node.op === '!_') return true;
  if (node.op === 'value') return typeof node.args === 'boolean';
  if (node.op === '?:') return isTest(node.args[1]) && isTest(node.args[2]);
  return isHas(node) || (node.op === 'rcall' && BOOLEAN_METHODS.has(node.args[0]));
}

function isEquality(node: ASTNode): boolean {
  if (node.op === '&&' || node.op === '||') return node.args.every(isEquality);
  return node.op === '==' || node.op === '!=' || isHas(node);
}

function isHas(node: ASTNode): boolean {
  return node.op === 'call' && node.args[0] === 'has';
}

function sourceOf(node: ASTNode): string {
  return node.input.slice(node.start, node.end);
}

function pathOf(node: ASTNode): FieldPath | undefined {
  if (node.op === 'id') return node.args === 'event' || node.args === 'async' ? [node.args] : undefined;
  if (node.op === '.') {
    const parent = pathOf(node.args[0]);
    return parent && [...parent, node.args[1]];
  }
  if (node.op !== '[]') return undefined;
  const [object, key] = node.args;
  const parent = pathOf(object);
  return parent && key.op === 'value' && typeof key.args === 'string' ? [...parent, key.args] : undefined;
}

// Names bound by a macro such as `exists(item, ...)` are the macro's first argument.
function unknownNames(node: ASTNode, known: ReadonlySet<string>): string[] {
  if (node.op === 'id') return known.has(node.args) ? [] : [node.args];
  if (node.op !== 'rcall') return childrenOf(node).flatMap((child) => unknownNames(child, known));
  const [, receiver, [variable]] = node.args;
  const bound = variable?.op === 'id' ? new Set([...known, variable.args]) : known;
  return [receiver, ...node.args[2]].flatMap((child) => unknownNames(child, bound));
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case '!_':
    case '-_':
      return [node.args];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    default:
      return node.args;
  }
}
