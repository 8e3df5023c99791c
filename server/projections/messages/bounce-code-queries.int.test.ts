import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleSecrets } from '#server/testing/sample-events.ts';
import { watchedMail } from '#server/testing/watched-mail.ts';
import { type BouncedMail, bounceCodes } from './bounce-code-queries.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  const eventStore = openEventStore(database.sql, sampleSecrets);
  const bounced = { kind: 'hard_bounced' } as const;
  const policy = { smtp: '550', enhanced: '5.7.26' };
  await eventStore.append([
    ...watchedMail({ ...bounced, count: 6, domain: 'gmail.com', codes: policy }),
    ...watchedMail({ ...bounced, count: 2, first: 10, domain: 'GMail.com', codes: { enhanced: '5.1.1' } }),
    ...watchedMail({ ...bounced, count: 3, first: 20, category: 'billing', codes: { smtp: '554' } }),
    ...watchedMail({ ...bounced, count: 4, first: 30, codes: { provider: 'unroutable' } }),
    ...watchedMail({ ...bounced, count: 1, first: 40 }),
    ...watchedMail({ kind: 'soft_bounced', count: 9, first: 50, codes: policy }),
  ]);
  await runProjection({ sql: database.sql, eventStore }, readModelOf('messages'));
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const codes = async (mail: Partial<BouncedMail> = {}) => {
  const since = '2026-05-03T00:00:00.000Z';
  const found = await bounceCodes(database.db, { since, domain: null, categories: null, ...mail });
  return found.map(({ code, count }) => [code, count]);
};

describe('codes of hard bounces', () => {
  it('are counted by class and subject, or by the SMTP reply, the most frequent first', async () => {
    expect(await codes()).toEqual([
      ['5.7', 6],
      ['554', 3],
      ['5.1', 2],
    ]);
  });

  it('are those of the mail that is meant', async () => {
    expect(await codes({ domain: 'gmail.com' })).toEqual([
      ['5.7', 6],
      ['5.1', 2],
    ]);
    expect(await codes({ categories: { names: ['billing'], not: false } })).toEqual([['554', 3]]);
    expect(await codes({ categories: { names: ['billing'], not: true } })).toHaveLength(2);
    expect(await codes({ since: '2026-05-03T10:00:00.000Z' })).toEqual([]);
  });
});
