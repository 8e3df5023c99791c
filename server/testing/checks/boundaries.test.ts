import { describe, expect, test } from 'vitest';
import { boundaries } from './boundaries.ts';
import { rows } from './boundaries-table.ts';
import { clientReach } from './client-reach.ts';
import { importCycles, importGraph } from './import-graph.ts';
import { importViolations } from './import-rules.ts';
import { projectOf } from './project.ts';

/** The violations of one file of the given text, in a project where every file of `others` exists. */
function violations(file: string, text: string, others: readonly string[] = []): string[] {
  const project = projectOf([...others.map((other) => [other, ''] as const), [file, text]]);
  return importViolations(project, rows).filter((line) => line.startsWith(file));
}

const target = (text: string) => /['"]#([^'"]+)['"]/.exec(text)?.[1] ?? [];
const refused = (file: string, text: string) => violations(file, text, [target(text)].flat());

describe('a file may not import what lies beyond its boundary', () => {
  test.each([
    ['server/domain/message/decide.ts', `import { x } from 'date-fns';`],
    ['server/domain/message/decide.ts', `import { x } from 'node:crypto';`],
    ['server/domain/message/decide.ts', `import type { x } from '#server/event-store/append.ts';`],
    ['server/domain/message/decide.test.ts', `import { x } from '#db/client.ts';`],
    ['server/providers/acme/verify.ts', `import { x } from '#server/providers/other/verify.ts';`],
    ['server/providers/acme/verify.ts', `import { x } from '#server/providers/registry.ts';`],
    ['server/providers/acme/verify.ts', `import { x } from '#server/event-store/append.ts';`],
    ['server/providers/acme/verify.ts', `import { x } from 'node:fs';`],
    ['server/providers/provider.ts', `import { x } from '#server/providers/acme/verify.ts';`],
    ['server/projections/messages/fold.ts', `import { x } from '#server/projections/people/fold.ts';`],
    ['server/projections/messages/fold.ts', `import { x } from '#server/event-store/read.ts';`],
    ['server/projections/run.ts', `import { x } from '#server/projections/people/fold.ts';`],
    ['server/event-store/append.ts', `import { x } from '#server/commands/send.ts';`],
    ['server/commands/send.ts', `import { x } from '#server/providers/acme/verify.ts';`],
    ['server/commands/send.ts', `import { x } from '#server/projections/messages/fold.ts';`],
    ['server/commands/send.ts', `import { x } from 'drizzle-orm';`],
    ['server/trpc/messages.ts', `import { x } from '#db/schema/messages.ts';`],
    ['server/env.ts', `import { x } from '#server/deps.ts';`],
    ['app/admin/page.tsx', `import { x } from '#db/client.ts';`],
    ['app/admin/page.tsx', `import { x } from 'drizzle-orm';`],
    ['app/admin/page.tsx', `import { x } from 'postgres';`],
    ['app/admin/page.tsx', `import { x } from '#server/event-store/read.ts';`],
    ['app/admin/page.tsx', `import { x } from '#inngest/client.ts';`],
    ['app/api/health/route.ts', `import { x } from '#server/event-store/read.ts';`],
    ['db/client.ts', `import { x } from '#server/env.ts';`],
    ['inngest/project.ts', `import { x } from '#inngest/embedded/main.ts';`],
    ['inngest/project.ts', `import { x } from '#db/client.ts';`],
    ['inngest/embedded/main.ts', `import { x } from '#inngest/client.ts';`],
    ['e2e/inbox.spec.ts', `import { x } from '#app/page.tsx';`],
    ['e2e/inbox.spec.ts', `import { x } from '#db/client.ts';`],
    ['server/local/start.ts', `import { x } from '#app/page.tsx';`],
    ['server/trpc/messages.ts', `export { x } from '#db/client.ts';`],
    ['server/trpc/messages.ts', `export * from '#db/client.ts';`],
    ['server/trpc/messages.ts', `const x = await import('#db/client.ts');`],
    ['server/trpc/messages.ts', `type X = import('#db/client.ts').Sql;`],
    ['server/trpc/messages.ts', `const x = require('#db/client.ts');`],
  ])('%s: %s', (file, text) => {
    expect(refused(file, text)).toHaveLength(1);
  });
});

describe('a file may import what its row allows', () => {
  test.each([
    ['server/domain/message/decide.ts', `import { x } from '#server/domain/subject/events.ts';`],
    ['server/domain/message/decide.test.ts', `import fc from 'fast-check';`],
    ['server/providers/acme/verify.ts', `import { x } from '#server/providers/provider.ts';`],
    ['server/providers/registry.ts', `import { x } from '#server/providers/acme/verify.ts';`],
    ['server/projections/messages/fold.ts', `import { x } from '#db/schema/messages.ts';`],
    ['server/projections/registry.ts', `import { x } from '#server/projections/messages/fold.ts';`],
    ['server/event-store/append.ts', `import { x } from '#db/schema/events.ts';`],
    ['server/commands/send.ts', `import { x } from '#server/projections/messages/queries.ts';`],
    ['server/trpc/messages.ts', `import { x } from '#server/projections/messages/timeline-queries.ts';`],
    ['app/admin/page.tsx', `import { x } from '#server/trpc/caller.ts';`],
    ['app/api/inngest/route.ts', `import { x } from '#inngest/functions.ts';`],
    ['inngest/project.ts', `import { x } from '#server/projections/run-projections.ts';`],
    ['e2e/inbox.spec.ts', `import { x } from '#server/local/start.ts';`],
    ['server/nudge.test.ts', `import { x } from '#server/nudge.ts';`],
    ['server/local/bootstrap.mjs', 'await import(program);'],
    ['server/testing/database.ts', `import { x } from '#server/event-store/append.ts';`],
  ])('%s: %s', (file, text) => {
    expect(refused(file, text)).toEqual([]);
  });
});

describe('how an import is written', () => {
  test.each([
    ['server/deps.ts', './event-store/append.ts', 'server/event-store/append.ts'],
    ['server/trpc/router.ts', '../commands/send.ts', 'server/commands/send.ts'],
    ['server/providers/acme/verify.ts', '../provider.ts', 'server/providers/provider.ts'],
    ['app/admin/page.tsx', '../components/card.tsx', 'app/components/card.tsx'],
  ])('%s may not reach out of its folder by %s', (file, specifier, other) => {
    expect(violations(file, `import { x } from '${specifier}';`, [other])).toEqual([
      `${file}:1: '${specifier}': it leaves its folder: write '#${other}'`,
    ]);
  });

  test.each([
    ['server/providers/registry.ts', './acme/verify.ts', 'server/providers/acme/verify.ts'],
    ['server/domain/message/decide.ts', '../instant.ts', 'server/domain/instant.ts'],
    ['app/layout.tsx', './components/theme.tsx', 'app/components/theme.tsx'],
  ])('%s may write %s', (file, specifier, other) => {
    expect(violations(file, `import { x } from '${specifier}';`, [other])).toEqual([]);
  });

  test('needs an extension, a file that exists, and a path that can be read', () => {
    const text = `import './other';\nimport './missing.ts';\nawait import(name);`;
    expect(violations('server/trpc/router.ts', text)).toEqual([
      `server/trpc/router.ts:1: './other': write the file extension`,
      `server/trpc/router.ts:2: './missing.ts': there is no server/trpc/missing.ts`,
      `server/trpc/router.ts:3: '...': its path is computed, so no check can follow it`,
    ]);
  });

  test('keeps the schema of owned tables to their owner', () => {
    const text = `import { events } from '#db/schema/events.ts';`;
    expect(refused('server/projections/messages/fold.ts', text)).toEqual([
      `server/projections/messages/fold.ts:1: '#db/schema/events.ts': only server/event-store/ may know the tables events and subjects`,
    ]);
  });
});

describe('the table of boundaries', () => {
  test('refuses a file that no row covers', () => {
    expect(violations('lib/thing.ts', '')).toEqual(['lib/thing.ts: no row of boundaries-table.ts covers it']);
  });

  test('refuses a row that covers no file', () => {
    const project = projectOf([['server/domain/instant.ts', '']]);
    expect(importViolations(project, [{ of: 'server/gone/', may: [], packages: [] }])).toContain(
      'boundaries-table.ts: the row for server/gone/ covers no file',
    );
  });
});

describe('import cycles', () => {
  const cyclesOf = (files: Record<string, string>) =>
    importCycles(importGraph(projectOf(Object.entries(files)), ['value', 'type']));

  test('are told once, with every file on the way', () => {
    const files = {
      'db/a.ts': `import './b.ts';`,
      'db/b.ts': `import type { C } from '#db/c.ts';`,
      'db/c.ts': `export * from './a.ts';`,
    };
    expect(cyclesOf(files)).toEqual(['import cycle: db/a.ts -> db/b.ts -> db/c.ts -> db/a.ts']);
  });

  test('are not seen where two files share a third', () => {
    const files = {
      'db/a.ts': `import './b.ts'; import './c.ts';`,
      'db/b.ts': `import './c.ts';`,
      'db/c.ts': '',
    };
    expect(cyclesOf(files)).toEqual([]);
  });
});

describe('what reaches the browser', () => {
  const reach = (text: string) =>
    clientReach(
      projectOf([
        ['app/form.tsx', `'use client';\nimport './fields.ts';`],
        ['app/fields.ts', text],
        ['app/act.ts', `'use server';\nimport '#server/env.ts';`],
        ['server/env.ts', ''],
        ['server/domain/instant.ts', ''],
      ]),
    );

  test('takes no server code, not even through another file', () => {
    expect(reach(`import { env } from '#server/env.ts';`)).toEqual({
      entries: 1,
      failures: ['app/fields.ts: reaches the browser, so of server/env.ts it may only `import type`'],
    });
  });

  test('may take types, the domain and server actions', () => {
    const text = `import type { Env } from '#server/env.ts'; import '#server/domain/instant.ts'; import './act.ts';`;
    expect(reach(text)).toEqual({ entries: 1, failures: [] });
  });
});

test('a project without files, imports, client entries or providers has not passed', () => {
  expect(boundaries(projectOf([])).failures).toEqual(
    expect.arrayContaining([
      expect.stringContaining('looked at no files'),
      expect.stringContaining('looked at no imports'),
      expect.stringContaining('looked at no client entries'),
      expect.stringContaining('looked at no provider folders'),
    ]),
  );
});
