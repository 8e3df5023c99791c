import { ownedTables, type Row, rows as ruling } from './boundaries-table.ts';
import { homeOf, matchesPath } from './match-path.ts';
import type { Import } from './parse-source.ts';
import type { Project } from './project.ts';
import { resolveImport, type Target } from './resolve-import.ts';
import { testAllowances } from './test-allowances.ts';

/** Every import that crosses a boundary, and every row of the table that governs no file. */
export function importViolations(project: Project, rows: readonly Row[] = ruling): string[] {
  const failures: string[] = [];
  const unused = new Set(rows);
  const offence = (file: string, row: Row, found: Import): string | null => {
    if (found.specifier === null && row.mayCompute) return null;
    const target = resolveImport(file, found, project.texts);
    return isAtHome(file, row, target, rows) ? null : refusal(file, row, target);
  };
  for (const [file, source] of project.sources) {
    const row = rowOf(tested(file), rows);
    if (!row) {
      failures.push(`${file}: no row of boundaries-table.ts covers it`);
      continue;
    }
    unused.delete(row);
    for (const found of source.imports) {
      const why = offence(file, row, found);
      if (why) failures.push(`${file}:${found.line}: '${found.specifier ?? '...'}': ${why}`);
    }
  }
  for (const row of unused) failures.push(`boundaries-table.ts: the row for ${row.of} covers no file`);
  return failures;
}

function refusal(file: string, row: Row, target: Target): string | null {
  if (target.is === 'unclear') return target.why;
  const extra = testAllowances.find(({ suffix }) => file.endsWith(suffix));
  if (target.is === 'package') {
    const allowed = [...row.packages, ...(extra?.packages ?? [])];
    const isAllowed = allowed.some(
      (name) => name === target.name || (name === 'node:' && target.name.startsWith(name)),
    );
    return isAllowed ? null : `${row.of} may not use the package ${target.name}`;
  }
  const owned = ownedTables.find(({ schema }) => schema.some((path) => path === target.path));
  if (owned && !owned.owners.some((owner) => matchesPath(owner, file))) {
    return `only ${owned.owners[0]} may know the tables ${owned.tables.join(' and ')}`;
  }
  const isAllowed = [...row.may, ...(extra?.may ?? [])].some((pattern) => matchesPath(pattern, target.path));
  return isAllowed ? null : `${row.of} may not import ${target.path}`;
}

/** Beneath the folder of its own row, unless another row governs there; or a test and what it tests. */
function isAtHome(file: string, row: Row, target: Target, rows: readonly Row[]): boolean {
  if (target.is !== 'file') return false;
  if (target.path === tested(file)) return true;
  const home = homeOf(row.of, file);
  return home !== null && target.path.startsWith(home) && rowOf(tested(target.path), rows) === row;
}

const rowOf = (file: string, rows: readonly Row[]) => rows.find((row) => matchesPath(row.of, file));

/** A test stands beside the file it tests and obeys its row. */
const tested = (file: string) => file.replace(/(?:\.int)?\.test(\.tsx?)$/, '$1');
