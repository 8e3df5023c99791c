import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { createTestDatabase } from '#server/testing/database.ts';
import { listRefusedWebhooks } from './queries.ts';
import { openSecurityLog, type Refusal } from './security-log.ts';

let test: Awaited<ReturnType<typeof createTestDatabase>>;
let database: ReturnType<typeof openDatabase>;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const refusal = (minute: number, more: Partial<Refusal> = {}): Refusal => ({
  provider: 'acme-mail',
  code: 'signature_mismatch',
  address: '192.0.2.1',
  at: `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`,
  ...more,
});

it('counts by hour, reason and origin over several servers, and holds no address', async () => {
  const [one, other] = [openSecurityLog(database.sql, 'key'), openSecurityLog(database.sql, 'key')];
  one.note(refusal(1));
  one.note(refusal(3));
  one.note(refusal(4, { code: 'token_reused', address: null }));
  other.note(refusal(2));
  other.note(refusal(5, { address: '192.0.2.2' }));
  await Promise.all([one.flush(), other.flush(), one.flush()]);
  const { rows } = await listRefusedWebhooks(database.db, { provider: null, cursor: null, limit: 10 });
  expect(rows.map(({ code, count, firstAt, lastAt }) => [code, count, firstAt, lastAt])).toEqual([
    ['signature_mismatch', 1, refusal(5).at, refusal(5).at],
    ['token_reused', 1, refusal(4).at, refusal(4).at],
    ['signature_mismatch', 3, refusal(1).at, refusal(3).at],
  ]);
  expect(new Set(rows.map(({ origin }) => origin)).size).toBe(3);
  expect(JSON.stringify(rows)).not.toContain('192.0.2');
});

it('is read page by page, of all providers or of one', async () => {
  const log = openSecurityLog(database.sql, 'key');
  for (let minute = 10; minute < 15; minute += 1) log.note(refusal(minute, { provider: `other-${minute}` }));
  await log.flush();
  const seen: string[] = [];
  for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
    const page = await listRefusedWebhooks(database.db, { provider: null, cursor, limit: 3 });
    seen.push(...page.rows.map((row) => `${row.provider} ${row.code} ${row.origin}`));
    cursor = page.nextCursor;
  }
  expect(seen).toHaveLength(8);
  expect(new Set(seen).size).toBe(8);
  const some = await listRefusedWebhooks(database.db, { provider: 'other-12', cursor: null, limit: 3 });
  expect(some.rows.map(({ provider }) => provider)).toEqual(['other-12']);
});
