import { type CheckResult, counted, nothingSeen } from './check-result.ts';
import type { Project } from './project.ts';

/** Every path and every npm script that README.md and docs/ name must exist. */
export function readmePaths(project: Project): CheckResult {
  const scripts = new Set(Object.keys(scriptsOf(project.texts.get('package.json') ?? '{}')));
  const counts = { pages: 0, paths: 0, scripts: 0 };
  const failures: string[] = [];
  for (const [page, text] of project.texts) {
    if (page !== 'README.md' && !/^docs\/.+\.md$/.test(page)) continue;
    counts.pages += 1;
    for (const { name, line } of pathsIn(page, text)) {
      counts.paths += 1;
      if (!exists(name, project.texts.keys())) failures.push(`${page}:${line}: there is no ${name}`);
    }
    for (const { name, line } of scriptsIn(text)) {
      counts.scripts += 1;
      if (!scripts.has(name)) failures.push(`${page}:${line}: package.json has no script ${name}`);
    }
  }
  return { saw: counted(counts), failures: [...failures, ...nothingSeen(counts)] };
}

interface Named {
  readonly name: string;
  readonly line: number;
}

const folders = /^(?:app|server|db|inngest|e2e|docs)\//;
const extensions =
  /^(?![./]*$)[^\s/:*"'(){}=,;$?#]*(?:\/[^\s:"'(){}=,;$?#]*)*\.(?:tsx?|mjs|json|md|sql|grit|css|yml|example)$/;

/** Names in backticks that read like a path of ours, and the targets of relative links. */
function pathsIn(page: string, text: string): Named[] {
  const folder = page.split('/').slice(0, -1);
  return text.split('\n').flatMap((row, index) => {
    const spans = [...row.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    const quoted = spans.filter((span) => !/\s/.test(span) && (folders.test(span) || extensions.test(span)));
    const links = [...row.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !/^(?:[a-z]+:|\/)/.test(target))
      .map((target) => joined(folder, target));
    return [...quoted, ...links].map((name) => ({ name, line: index + 1 }));
  });
}

function joined(folder: readonly string[], target: string): string {
  const parts = [...folder];
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

const npmOwn = new Set(['start', 'test', 'stop', 'restart']);

function scriptsIn(text: string): Named[] {
  return text.split('\n').flatMap((row, index) =>
    [...row.matchAll(/\bnpm (?:run ([\w:.-]*\w)|(\w+))/g)].flatMap((match) => {
      const name = match[1] ?? (npmOwn.has(match[2] ?? '') ? match[2] : undefined);
      return name === undefined ? [] : [{ name, line: index + 1 }];
    }),
  );
}

/** `<id>`, `*` and `…` stand for any one name; a name without a folder may stand in any folder. */
function exists(name: string, files: Iterable<string>): boolean {
  const escaped = name
    .replace(/<[^>]*>|\*|…/g, '\0')
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('\0', '[^/]+');
  const start = folders.test(name) ? '^' : '(?:^|/)';
  const pattern = new RegExp(name.endsWith('/') ? `^${escaped}` : `${start}${escaped}(?:$|/)`);
  for (const file of files) if (pattern.test(file)) return true;
  return false;
}

function scriptsOf(packageJson: string): object {
  const parsed: unknown = JSON.parse(packageJson);
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  return isRecord(parsed) && isRecord(parsed.scripts) ? parsed.scripts : {};
}
