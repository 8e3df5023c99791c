import { ownedTables } from './boundaries-table.ts';
import { matchesPath } from './match-path.ts';
import { isTest, type Project } from './project.ts';

/** SQL text that names a table owned by another folder. Tests may look. */
export function ownedTableViolations(project: Project): string[] {
  return [...project.sources].flatMap(([file, source]) =>
    isTest(file)
      ? []
      : ownedTables
          .filter(({ owners }) => !owners.some((owner) => matchesPath(owner, file)))
          .flatMap(({ tables, owners }) => {
            const naming = sqlNaming(tables);
            return source.texts
              .filter(({ text }) => naming.test(text))
              .map(
                ({ line }) =>
                  `${file}:${line}: only ${owners[0]} may touch the tables ${tables.join(' and ')}`,
              );
          }),
  );
}

/** A piece of SQL in which one of the tables stands where a table's name stands. Prose hardly ever matches. */
function sqlNaming(tables: readonly string[]): RegExp {
  const verb = '(?:select|insert|update|delete|truncate|copy|lock|alter|drop|merge)';
  const place = '(?:from|into|join|update|truncate|table|copy|using)';
  const name = `(?:only\\s+)?(?:"?public"?\\.)?"?(?:${tables.join('|')})"?(?![\\w-])`;
  return new RegExp(`(?:^\\s*|\\b${verb}\\b(?:[^]*\\b)??)${place}\\s+${name}|\\b${verb}\\s+${name}`, 'i');
}
