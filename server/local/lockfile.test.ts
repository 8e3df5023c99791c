import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});

it('names the optional packages of every platform, without which a fresh npm ci refuses to install', () => {
  const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
  const { packages } = lockfile.parse(JSON.parse(text));
  const optional = Object.entries(packages).flatMap(([location, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).map((name) => ({ location, name })),
  );
  expect(optional.length).toBeGreaterThan(50);
  expect(optional.filter(({ location, name }) => !lookUp(packages, location, name))).toEqual([]);
});

/** Looks where Node would look from the package at `location`: in it, then in each package around it, then on top. */
function lookUp(packages: Record<string, unknown>, location: string, name: string): boolean {
  if (`${location === '' ? '' : `${location}/`}node_modules/${name}` in packages) return true;
  if (location === '') return false;
  return lookUp(packages, location.slice(0, Math.max(0, location.lastIndexOf('/node_modules/'))), name);
}
