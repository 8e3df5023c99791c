import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { historic, historicConversion, historicRequest } from '#server/domain/message/message-history.ts';
import type { ReportData, ReportKind } from '#server/domain/message/report.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { type DeliveryQuestion, type DeliveryRow, findDeliveryMetrics } from './queries.ts';

let test: TestDatabase;
let database: Database;

let position = 0;
const report = (messageId: string, kind: ReportKind, at: string, data: Partial<ReportData> = {}) => {
  position += 1;
  const recipient = `${messageId}@${messageId.startsWith('g') ? 'gmail.com' : 'own.example'}`;
  return historic(kind, {
    position,
    at: `2026-11-${at}:00.000Z`,
    data: { messageId, template: 'receipt', ...data },
    personal: { recipient },
  });
};
const converted = (messageId: string, at: string, currency: string, amountMicros: number) => {
  position += 1;
  const data = { messageId, value: { currency, amountMicros } };
  return historicConversion({ position, at: `2026-11-${at}:00.000Z`, data });
};

/** Two messages of the 20th and three of the 21st, one of them over another channel and not yet sent. */
function history() {
  const human = { machine: 'human' } as const;
  position += 1;
  return [
    report('g1', 'delivered', '20T22:10'),
    report('g1', 'opened', '20T23:10', human),
    report('g2', 'hard_bounced', '20T22:20'),
    report('o3', 'delivered', '21T08:00', { template: 'welcome' }),
    report('o3', 'clicked', '21T09:00', { template: 'welcome', ...human }),
    converted('o3', '21T09:05', 'EUR', 5_000_000),
    report('o4', 'delivered', '21T08:30', { template: 'welcome' }),
    converted('o4', '21T09:30', 'JPY', 300_000_000),
    converted('o4', '21T09:40', 'EUR', 1_500_000),
    historicRequest({
      position,
      at: '2026-11-21T10:00:00.000Z',
      data: { messageId: 's5', channel: 'sms', template: 'code', category: 'security' },
      recipient: '+4915112345678',
    }),
  ];
}

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  const events = history();
  await database.sql.begin((sql) =>
    readModelOf('messages').apply({ sql, schema: 'read_models', events, links: [] }),
  );
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const twoDays: DeliveryQuestion = {
  from: '2026-11-20T00:00:00.000Z',
  to: '2026-11-22T00:00:00.000Z',
  bucket: 'whole',
  by: null,
  filters: {},
};
const ask = async (question: Partial<DeliveryQuestion> = {}): Promise<readonly DeliveryRow[]> =>
  (await findDeliveryMetrics(database.db, { ...twoDays, ...question }, { cursor: null, limit: 100 })).rows;

/** What happened and how often, without what did not. */
const happened = ({ at, value, counts }: DeliveryRow) => [
  at.slice(8, 13),
  value,
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
];

describe('delivery metrics', () => {
  it('count the whole period as one, with rates over their samples', async () => {
    const [row, ...others] = await ask();
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      at: '2026-11-20T00:00:00.000Z',
      value: null,
      counts: { submitted: 4, delivered: 3, hardBounced: 1, openedHuman: 1, clickedHuman: 1, converted: 2 },
      convertedValue: { EUR: 6_500_000, JPY: 300_000_000 },
      rates: {
        delivery: { count: 3, of: 4, value: 0.75 },
        humanOpen: { count: 1, of: 3, value: 1 / 3 },
      },
    });
  });

  it('are told apart by UTC hour, each fact in its own', async () => {
    expect((await ask({ bucket: 'hour' })).map(happened)).toEqual([
      ['20T22', null, { submitted: 2, delivered: 1, hardBounced: 1 }],
      ['20T23', null, { openedHuman: 1 }],
      ['21T08', null, { submitted: 2, delivered: 2 }],
      ['21T09', null, { clickedHuman: 1, converted: 2 }],
      ['21T10', null, { requested: 1 }],
    ]);
  });

  it('are told apart by UTC day, whatever the time zone of the connection', async () => {
    const elsewhere = openDatabase(test.url, { max: 1 });
    await elsewhere.sql`set time zone 'Asia/Tokyo'`;
    const page = { cursor: null, limit: 100 };
    const { rows } = await findDeliveryMetrics(elsewhere.db, { ...twoDays, bucket: 'day' }, page);
    await elsewhere.close();
    expect(rows.map(({ at, counts }) => [at, counts.submitted])).toEqual([
      ['2026-11-20T00:00:00.000Z', 2],
      ['2026-11-21T00:00:00.000Z', 2],
    ]);
  });

  it('count the hours that begin within the period', async () => {
    const period = { from: '2026-11-20T22:00:00.000Z', to: '2026-11-21T08:00:00.000Z' };
    expect((await ask({ ...period, bucket: 'hour' })).map(happened)).toEqual([
      ['20T22', null, { submitted: 2, delivered: 1, hardBounced: 1 }],
      ['20T23', null, { openedHuman: 1 }],
    ]);
    expect(await ask({ ...period, from: '2026-11-21T00:00:00.000Z' })).toEqual([]);
  });

  it.each([
    ['channel', ['email', 4], ['sms', 0]],
    ['provider', ['example-mail', 4], ['', 0]],
    ['template', ['receipt', 2], ['welcome', 2], ['code', 0]],
    ['category', ['', 4], ['security', 0]],
    ['recipientDomain', ['gmail.com', 2], ['other', 2], ['', 0]],
  ] as const)('are told apart by %s, the one with the most messages first', async (by, ...expected) => {
    const rows = await ask({ by });
    expect(rows.map(({ value, counts }) => [value, counts.submitted])).toEqual(expected);
  });

  it('keep what is filtered alone, an empty text being what has none', async () => {
    const submitted = async (filters: DeliveryQuestion['filters']) =>
      (await ask({ filters })).map(({ counts }) => [counts.submitted, counts.requested]);
    expect(await submitted({ template: ['receipt', 'code'] })).toEqual([[2, 1]]);
    expect(await submitted({ template: ['receipt', 'code'], channel: ['sms'] })).toEqual([[0, 1]]);
    expect(await submitted({ provider: [''] })).toEqual([[0, 1]]);
    expect(await submitted({ recipientDomain: ['nowhere.example'] })).toEqual([]);
  });

  it('give each row once over pages of any size', async () => {
    const question = { ...twoDays, bucket: 'day', by: 'template' } as const;
    const all = await ask(question);
    expect(all.map(({ at, value }) => [at.slice(8, 10), value])).toEqual([
      ['20', 'receipt'],
      ['21', 'welcome'],
      ['21', 'code'],
    ]);
    for (const limit of [1, 2, 3]) {
      const rows: DeliveryRow[] = [];
      let cursor: string | null = null;
      do {
        const page = await findDeliveryMetrics(database.db, question, { cursor, limit });
        expect(page.rows.length).toBeLessThanOrEqual(limit);
        rows.push(...page.rows);
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(rows).toEqual(all);
    }
  });

  it('refuse a cursor of another list', async () => {
    const cursor = Buffer.from(JSON.stringify(['2026-11-20T00:00:00.000Z', 'message-7'])).toString(
      'base64url',
    );
    const asked = findDeliveryMetrics(database.db, twoDays, { cursor, limit: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});
