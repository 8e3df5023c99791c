import { type CheckResult, counted, nothingSeen } from './check-result.ts';
import { clientReach } from './client-reach.ts';
import { importCycles, importGraph } from './import-graph.ts';
import { importViolations } from './import-rules.ts';
import { ownedTableViolations } from './owned-tables.ts';
import type { Project } from './project.ts';
import { providerNames } from './provider-names.ts';

/** The arrows between folders, as `boundaries-table.ts` draws them. */
export function boundaries(project: Project): CheckResult {
  const imports = [...project.sources.values()].flatMap((source) => source.imports).length;
  const counts = { files: project.sources.size, imports };
  const client = clientReach(project);
  const providers = providerNames(project);
  return {
    saw: `${counted(counts)}, ${client.entries} client entries, ${providers.ids} providers`,
    failures: [
      ...nothingSeen({ ...counts, 'client entries': client.entries }),
      ...importViolations(project),
      ...importCycles(importGraph(project, ['value', 'type'])),
      ...client.failures,
      ...ownedTableViolations(project),
      ...providers.failures,
    ],
  };
}
