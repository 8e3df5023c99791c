import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import type { MessageStatus } from '#server/domain/message/status.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import {
  countMessagesByStatus,
  findMessage,
  findMessages,
  listMessages,
  type MessageFilter,
} from './queries.ts';

let test: TestDatabase;
let database: Database;

const all: MessageFilter = { search: '', statuses: [], wholeRecipientOnly: false };
const kinds: readonly ReportKind[] = ['delivered', 'hard_bounced', 'delivered', 'deferred', 'delivered'];

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  const eventStore = openEventStore(database.sql, sampleSecrets);
  const reports = Array.from({ length: 25 }, (_, n) =>
    sampleReport(n, {
      kind: kinds[n % 5] ?? 'sent',
      recipient: `person-${n}@example.com`,
      messageId: `message-${n}`,
    }),
  );
  await eventStore.append([
    ...reports,
    sampleReport(100, { messageId: 'odd', recipient: '100%_sure@example.com' }),
    sampleReport(101, { messageId: 'even', recipient: '100xxsure@example.com' }),
  ]);
  for (const projection of projections) await runProjection({ sql: database.sql, eventStore }, projection);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const find = async (filter: Partial<MessageFilter>, limit = 100) =>
  (await listMessages(database.db, { ...all, ...filter }, { cursor: null, limit })).rows.map(
    (row) => row.messageId,
  );

async function everyPage(filter: Partial<MessageFilter>, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listMessages(database.db, { ...all, ...filter }, { cursor, limit });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    ids.push(...page.rows.map((row) => row.messageId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

describe('listMessages', () => {
  it('begins with the newest and reaches every message once over pages of any size', async () => {
    const expected = ['even', 'odd', ...Array.from({ length: 25 }, (_, n) => `message-${24 - n}`)];
    expect(await find({})).toEqual(expected);
    for (const limit of [1, 2, 9, 27, 28]) expect(await everyPage({}, limit)).toEqual(expected);
  });

  it('keeps the order over several statuses and pages', async () => {
    const expected = [23, 21, 18, 16, 13, 11, 8, 6, 3, 1].map((n) => `message-${n}`);
    expect(await everyPage({ statuses: ['hard_bounced', 'deferred'] }, 3)).toEqual(expected);
  });

  it('finds a recipient whole, by its beginning, and in any case', async () => {
    expect(await find({ search: 'person-7@example.com' })).toEqual(['message-7']);
    expect(await find({ search: 'PERSON-2' })).toEqual([24, 23, 22, 21, 20, 2].map((n) => `message-${n}`));
    expect(await find({ search: 'example.com' })).toEqual([]);
  });

  it('finds our id and the provider’s, whole or by its beginning', async () => {
    expect(await find({ search: 'message-13' })).toEqual(['message-13']);
    expect(await find({ search: 'p-message-13' })).toEqual(['message-13']);
    expect(await find({ search: 'p-message-1' })).toEqual(
      [19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 1].map((n) => `message-${n}`),
    );
    expect(await find({ search: 'odd' })).toEqual(['odd']);
    expect(await find({ search: 'mess' })).toEqual([]);
  });

  it('takes the signs of patterns literally', async () => {
    expect(await find({ search: '100%_' })).toEqual(['odd']);
    expect(await find({ search: '%' })).toEqual([]);
    expect(await find({ search: '\\' })).toEqual([]);
  });

  it('combines search and status', async () => {
    expect(await find({ search: 'person-1', statuses: ['hard_bounced'] })).toEqual([
      'message-16',
      'message-11',
      'message-1',
    ]);
  });

  it('does not find part of an address for whoever may not see it', async () => {
    expect(await find({ search: 'person-7', wholeRecipientOnly: true })).toEqual([]);
    expect(await find({ search: 'person-7@example.com', wholeRecipientOnly: true })).toEqual(['message-7']);
    expect(await find({ search: 'message-7', wholeRecipientOnly: true })).toEqual(['message-7']);
  });
});

describe('countMessagesByStatus', () => {
  const statuses: readonly MessageStatus[] = ['delivered', 'hard_bounced', 'deferred', 'complained'];
  const counts = async (search: string) =>
    (await countMessagesByStatus(database.db, { ...all, search }, statuses)).map(({ count }) => count);

  it('counts each status, of everything or of what the search finds', async () => {
    expect(await counts('')).toEqual([17, 5, 5, 0]);
    expect(await counts('person-2')).toEqual([4, 1, 1, 0]);
    expect(await counts('nobody')).toEqual([0, 0, 0, 0]);
  });

  it('does not let the chosen statuses hide the others', async () => {
    const filter: MessageFilter = { ...all, statuses: ['deferred'] };
    expect(await countMessagesByStatus(database.db, filter, ['delivered'])).toEqual([
      { status: 'delivered', count: 17, atLeast: false },
    ]);
  });
});

describe('findMessages', () => {
  it('gives known rows newest first and leaves unknown ids out', async () => {
    const rows = await findMessages(database.db, ['message-3', 'nobody', 'message-9']);
    expect(rows.map((row) => row.messageId)).toEqual(['message-9', 'message-3']);
    expect(await findMessages(database.db, [])).toEqual([]);
  });
});

describe('findMessage', () => {
  it('gives everything about one message, or nothing', async () => {
    expect(await findMessage(database.db, 'message-1')).toMatchObject({
      recipient: 'person-1@example.com',
      status: 'hard_bounced',
      counts: { hard_bounced: 1 },
    });
    expect(await findMessage(database.db, 'message-')).toBeNull();
  });
});
