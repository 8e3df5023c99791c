import path from 'node:path';
import { islandParents } from './boundaries-table.ts';
import type { Import } from './parse-source.ts';

export type Target =
  | { readonly is: 'file'; readonly path: string }
  | { readonly is: 'package'; readonly name: string }
  | { readonly is: 'unclear'; readonly why: string };

/** What an import of `from` points at, or why it may not be written so. `files` are the project's own. */
export function resolveImport(from: string, found: Import, files: { has(file: string): boolean }): Target {
  const { specifier } = found;
  if (specifier === null) return { is: 'unclear', why: 'its path is computed, so no check can follow it' };
  const isRelative = specifier.startsWith('.');
  if (!isRelative && !specifier.startsWith('#')) return { is: 'package', name: packageName(specifier) };

  const target = isRelative ? path.posix.join(path.posix.dirname(from), specifier) : specifier.slice(1);
  if (path.posix.extname(target) === '') return { is: 'unclear', why: 'write the file extension' };
  if (isRelative && !mayBeRelative(from, target)) {
    return { is: 'unclear', why: `it leaves its folder: write '#${target}'` };
  }
  return files.has(target) ? { is: 'file', path: target } : { is: 'unclear', why: `there is no ${target}` };
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/**
 * Relative paths stay in the second-level folder, such as `server/trpc`, and in the island when there is one;
 * outside `server/` they may also go down.
 */
function mayBeRelative(from: string, target: string): boolean {
  const island = islandOf(from);
  if (island !== null) return island === islandOf(target);
  const goesDown = !from.startsWith('server/') && target.startsWith(`${path.posix.dirname(from)}/`);
  return goesDown || secondLevel(from) === secondLevel(target);
}

const secondLevel = (file: string) => file.split('/').slice(0, -1).slice(0, 2).join('/');

function islandOf(file: string): string | null {
  const [top, second, island, ...rest] = file.split('/');
  return islandParents.includes(`${top}/${second}`) && rest.length > 0 ? `${top}/${second}/${island}` : null;
}
