import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ParsedSource, parseSource } from './parse-source.ts';

/** What the checks look at: the project's files, relative to its root with forward slashes, and what they say. */
export interface Project {
  readonly texts: ReadonlyMap<string, string>;
  readonly sources: ReadonlyMap<string, ParsedSource>;
}

/** Reads every text file beneath `root`. Hidden and generated folders are skipped. */
export function readProject(root: string): Project {
  return projectOf(listFiles(root).map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
}

/** A project given as names and texts. Throws when a source cannot be parsed. */
export function projectOf(files: Iterable<readonly [file: string, text: string]>): Project {
  const texts = new Map(files);
  const sources = new Map<string, ParsedSource>();
  for (const [file, text] of texts) {
    if (isSource(file)) sources.set(file, parseSource(file, text));
  }
  return { texts, sources };
}

export const isSource = (file: string) => /\.(?:ts|tsx|mjs)$/.test(file) && file !== 'next-env.d.ts';
export const isTest = (file: string) => /\.(?:test|spec)\.tsx?$/.test(file);

const generatedFolders = new Set(['node_modules', 'playwright-report', 'test-results']);

function listFiles(root: string, folder = ''): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return entry.name.startsWith('.') || generatedFolders.has(entry.name) ? [] : listFiles(root, name);
    }
    return entry.isFile() && !/\.(?:tsbuildinfo|ico|png|woff2)$/.test(name) ? [name] : [];
  });
}
