import type { Operation } from './operation.ts';

export interface Match {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

/** What a path and method ask for; or the methods that this path takes, none where there is nothing. */
export function matchOperation(
  operations: readonly Operation[],
  method: string,
  path: string,
): Match | { readonly allow: readonly string[] } {
  const segments = segmentsOf(path);
  const here = segments === null ? [] : operations.flatMap((operation) => matchOf(operation, segments) ?? []);
  // A word stands before a parameter: `/dead-letters/replays` is no letter's id.
  const best = here.toSorted((a, b) => Object.keys(a.params).length - Object.keys(b.params).length);
  const fewest = Object.keys(best[0]?.params ?? {}).length;
  const meant = best.filter(({ params }) => Object.keys(params).length === fewest);
  const found = meant.find(({ operation }) => operation.method === method);
  return found ?? { allow: meant.map(({ operation }) => operation.method) };
}

function matchOf(operation: Operation, segments: readonly string[]): Match | null {
  const template = operation.path.slice(1).split('/');
  if (template.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [n, part] of template.entries()) {
    const segment = segments[n] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== segment : segment === '') return null;
    if (name !== undefined) params[name] = segment;
  }
  return { operation, params };
}

/** A slash within a parameter is written %2F. Null for what no path can be. */
function segmentsOf(path: string): readonly string[] | null {
  try {
    return path.slice(1).split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
}
