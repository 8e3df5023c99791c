import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import drizzleConfig from '#db/drizzle.config.ts';
import { type CheckResult, counted, nothingSeen } from './check-result.ts';
import { runTool } from './run-tool.ts';

/** Generates a migration from `db/schema` into a copy of `db/migrations`; there must be nothing to generate. */
export function migrationsInStep(root: string): CheckResult {
  const copy = mkdtempSync(path.join(tmpdir(), 'migrations-'));
  try {
    cpSync(path.join(root, 'db/migrations'), copy, { recursive: true });
    const before = sqlFiles(copy);
    const { ok, output } = runTool(root, 'drizzle-kit', [
      'generate',
      `--dialect=${drizzleConfig.dialect}`,
      `--schema=${[drizzleConfig.schema].flat().join(',')}`,
      // The tool puts `./` before this path, so it has to be relative.
      `--out=${path.relative(root, copy)}`,
    ]);
    const counts = { migrations: before.length, tables: Number(/^(\d+) tables$/m.exec(output)?.[1] ?? 0) };
    const isNew = sqlFiles(copy).length !== before.length;
    return {
      saw: counted(counts),
      failures: [
        ...nothingSeen(counts),
        ...(ok ? [] : [output]),
        ...(isNew
          ? ['db/schema has changed: run `npx drizzle-kit generate --config db/drizzle.config.ts`']
          : []),
      ],
    };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const sqlFiles = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.sql'));
