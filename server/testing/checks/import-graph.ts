import type { Import } from './parse-source.ts';
import type { Project } from './project.ts';
import { resolveImport } from './resolve-import.ts';

/** From each source to the sources it imports by the kinds of import in `kinds`. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

export function importGraph(project: Project, kinds: readonly Import['kind'][]): ImportGraph {
  return new Map(
    [...project.sources].map(([file, source]) => [
      file,
      source.imports.flatMap((found) => {
        const target = resolveImport(file, found, project.texts);
        return kinds.includes(found.kind) && target.is === 'file' && project.sources.has(target.path)
          ? [target.path]
          : [];
      }),
    ]),
  );
}

/** One line per circle of files that import one another; each circle is told once. */
export function importCycles(graph: ImportGraph): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];
  const cycles: string[] = [];
  const visit = (file: string) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push(`import cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
      return;
    }
    state.set(file, 'open');
    trail.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    trail.pop();
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file);
  return cycles;
}
