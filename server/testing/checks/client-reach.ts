import { browserSafe } from './boundaries-table.ts';
import { importGraph } from './import-graph.ts';
import { matchesPath } from './match-path.ts';
import type { Project } from './project.ts';

/**
 * Follows every value import from each `use client` file. One line for each place where the browser's bundle
 * would take in server code; types and the pure domain may cross. A `use server` file ends the walk.
 */
export function clientReach(project: Project): { entries: number; failures: string[] } {
  const graph = importGraph(project, ['value', 'dynamic']);
  const entries = [...project.sources].filter(([, source]) => source.directives.includes('use client'));
  const seen = new Set<string>();
  const failures: string[] = [];
  const visit = (file: string) => {
    if (seen.has(file) || project.sources.get(file)?.directives.includes('use server')) return;
    seen.add(file);
    for (const next of graph.get(file) ?? []) {
      if (browserSafe.some((pattern) => matchesPath(pattern, next))) continue;
      if (/^(?:server|db|inngest)\//.test(next)) {
        failures.push(`${file}: reaches the browser, so of ${next} it may only \`import type\``);
      } else visit(next);
    }
  };
  for (const [file] of entries) visit(file);
  return { entries: entries.length, failures };
}
