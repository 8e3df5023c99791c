import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { createCaller } from '../router.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

const viewer = (role: Role): Viewer => ({ userId: role, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) =>
  createCaller({
    viewer: who,
    deps: callerDeps({ db: database.db, eventStore }),
  }).analytics;
const period = { from: '2026-05-03T00:00:00.000Z', to: '2026-05-04T00:00:00.000Z' };

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  await eventStore.append([
    sampleReport(1, { messageId: 'm-1', recipient: 'jane@own.example' }),
    sampleReport(2, { messageId: 'm-2', recipient: 'jane@gmail.com' }),
    sampleReport(60, { messageId: 'm-2', recipient: 'jane@gmail.com', kind: 'opened' }),
  ]);
  for (const projection of projections) await runProjection({ sql: database.sql, eventStore }, projection);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

it('refuses analytics.delivery to strangers and to plain users', async () => {
  await expect(callerOf(null).delivery(period)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await expect(callerOf(viewer('user')).delivery(period)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(callerOf(viewer('support')).delivery(period)).resolves.toBeDefined();
  await expect(callerOf(viewer('admin')).delivery(period)).resolves.toBeDefined();
});

describe('analytics.delivery', () => {
  const { delivery } = {
    delivery: (input: object) => callerOf(viewer('support')).delivery({ ...period, ...input }),
  };

  it('counts by day unless asked otherwise', async () => {
    const { rows, nextCursor } = await delivery({});
    expect(nextCursor).toBeNull();
    expect(rows).toMatchObject([
      { at: period.from, value: null, rates: { humanOpen: { count: 1, of: 2, value: 0.5 } } },
    ]);
  });

  it('reads on where the page before ended', async () => {
    const first = await delivery({ by: 'recipientDomain', limit: 1 });
    const second = await delivery({ by: 'recipientDomain', limit: 1, cursor: first.nextCursor });
    expect([...first.rows, ...second.rows].map(({ value }) => value)).toEqual(['gmail.com', 'other']);
    expect(second.nextCursor).toBeNull();
  });

  it('keeps what is filtered alone', async () => {
    const { rows } = await delivery({ bucket: 'whole', filters: { recipientDomain: ['gmail.com'] } });
    expect(rows).toMatchObject([{ counts: { delivered: 1, openedHuman: 1 } }]);
  });

  it('shows nothing that names a person', async () => {
    const answers = await Promise.all(
      ([null, 'recipientDomain', 'template'] as const).map((by) => delivery({ by, bucket: 'hour' })),
    );
    expect(JSON.stringify(answers)).not.toMatch(/jane|own\.example/);
  });

  it.each([
    ['ends before it begins', { from: period.to, to: period.from }, 'to'],
    ['is empty', { to: period.from }, 'to'],
    ['is longer than anybody compares', { from: '2024-01-01T00:00:00.000Z' }, 'to'],
    ['begins on a day that no calendar has', { from: '2026-02-30T00:00:00.000Z' }, 'from'],
    [
      'is before there were such messages',
      { from: '0000-01-01T00:00:00.000Z', to: '0000-01-02T00:00:00.000Z' },
      'from, to',
    ],
    ['filters by what is not counted by', { filters: { recipient: ['jane@gmail.com'] } }, 'filters'],
    ['filters by nothing', { filters: { channel: [] } }, 'filters.channel'],
  ])('refuses a question that %s, naming the field', async (_, input, field) => {
    await expect(delivery(input)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: `This request cannot be read. Check: ${field}.`,
    });
  });
});
