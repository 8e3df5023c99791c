import { type CheckResult, counted, nothingSeen } from './check-result.ts';
import type { Project } from './project.ts';

/** Names that say nothing about what a file holds. */
const emptyNames = /^(?:index|common|types)$|(?:^|-)(?:utils?|helpers?|managers?|services?)$/;

/** Sources and their folders must say what they hold. Biome sees to kebab-case and to the length of files. */
export function fileNames(project: Project): CheckResult {
  const counts = { files: project.sources.size };
  const failures = nothingSeen(counts);
  for (const file of project.sources.keys()) {
    const empty = file.split('/').find((part) => emptyNames.test(part.split('.')[0] ?? ''));
    if (empty) failures.push(`${file}: ${empty} says nothing; name it after what it holds`);
  }
  return { saw: counted(counts), failures };
}
