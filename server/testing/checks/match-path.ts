/** True when `path` is what `pattern` means; `boundaries-table.ts` says how patterns read. */
export function matchesPath(pattern: string, path: string): boolean {
  return toRegExp(pattern).test(path);
}

/** The folder that a pattern ending in a slash stands for in `path`, with its slash. Null for other patterns. */
export function homeOf(pattern: string, path: string): string | null {
  return pattern.endsWith('/') ? (toRegExp(pattern).exec(path)?.[1] ?? null) : null;
}

function toRegExp(pattern: string): RegExp {
  const body = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(pattern.endsWith('/') ? `^(${body}).+$` : `^${body}$`);
}
