import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { MailWindow } from '#server/domain/alert/measure.ts';
import type { AlertRuleId } from '#server/domain/alert/rules.ts';
import type { AlertScope } from '#server/domain/alert/scope.ts';
import { defaultCategories } from '#server/domain/category/category.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleSecrets } from '#server/testing/sample-events.ts';
import { watchedMail } from '#server/testing/watched-mail.ts';
import { mailParts, mailWindows } from './guard-queries.ts';

let test: TestDatabase;
let database: Database;

const dayMs = 24 * 60 * 60_000;
/** Sample mail is of 9 o'clock on that day. */
const noon = Date.UTC(2026, 4, 3, 12);
const at = (ms: number) => new Date(ms).toISOString();

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  const eventStore = openEventStore(database.sql, sampleSecrets);
  await eventStore.append([
    ...watchedMail({ count: 30, domain: 'gmail.com' }),
    ...watchedMail({ count: 3, domain: 'gmail.com', kind: 'complained' }),
    ...watchedMail({ count: 20, template: 'sale', kind: 'hard_bounced', domain: 'yahoo.com' }),
    ...watchedMail({ count: 10, category: 'billing' }),
    ...watchedMail({ count: 4, category: 'of-somebody-else', kind: 'soft_bounced' }),
  ]);
  await runProjection({ sql: database.sql, eventStore }, readModelOf('messages'));
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const windows = (ms = noon) => mailWindows(database.db, defaultCategories, at(ms));
const parts = (rule: AlertRuleId, scope: AlertScope) =>
  mailParts(database.db, defaultCategories, { rule, scope }, at(noon));

describe('the mail of a window', () => {
  it('is told apart by the categories that are known, and by recipient domain', async () => {
    const [day] = await windows();
    const told = (rows: MailWindow['byCategory']) =>
      rows.map(({ value, delivered, softBounced, hardBounced, complained }) => [
        ...[value, delivered, softBounced, hardBounced, complained],
      ]);
    expect(day?.windowHours).toBe(24);
    expect(told(day?.byCategory ?? []).sort()).toEqual([
      ['', 0, 4, 0, 0],
      ['billing', 10, 0, 0, 0],
      ['marketing', 30, 0, 20, 3],
    ]);
    expect(told(day?.byDomain ?? []).sort()).toEqual([
      ['gmail.com', 30, 0, 0, 3],
      ['other', 10, 4, 0, 0],
      ['yahoo.com', 0, 0, 20, 0],
    ]);
  });

  it('is of the hours that began within it', async () => {
    const counted = async (ms: number) => (await windows(ms)).map(({ byCategory }) => byCategory.length > 0);
    // The mail counts for the hour from 9 o'clock on.
    expect(await counted(noon - 3 * 60 * 60_000)).toEqual([false, false]);
    expect(await counted(noon)).toEqual([true, true]);
    expect(await counted(noon - 3 * 60 * 60_000 + dayMs)).toEqual([true, true]);
    expect(await counted(noon - 3 * 60 * 60_000 + dayMs + 1)).toEqual([false, true]);
    expect(await counted(noon - 3 * 60 * 60_000 + 7 * dayMs + 1)).toEqual([false, false]);
  });
});

describe('the parts of a scope', () => {
  const marketing = { kind: 'stream', name: 'marketing' } as const;

  it('are its values in each dimension, measured as the rule measures', async () => {
    const found = await parts('bounces-24h', marketing);
    expect(found.map(({ dimension, value, count, of }) => [dimension, value, count, of]).sort()).toEqual([
      ['category', 'marketing', 20, 50],
      ['provider', 'sample', 20, 50],
      ['recipient_domain', 'gmail.com', 0, 30],
      ['recipient_domain', 'yahoo.com', 20, 20],
      ['template', 'digest', 0, 30],
      ['template', 'sale', 20, 20],
    ]);
    const complaints = await parts('complaints-24h', marketing);
    expect(complaints).toContainEqual({ dimension: 'template', value: 'digest', count: 3, of: 30 });
  });

  it('are of its mail alone', async () => {
    const of = async (scope: AlertScope) =>
      (await parts('deliveries-24h', scope)).flatMap(({ dimension, value, of: all }) =>
        dimension === 'template' ? [[value, all]] : [],
      );
    expect(await of({ kind: 'recipient_domain', name: 'yahoo.com' })).toEqual([['sale', 20]]);
    expect(await of({ kind: 'stream', name: 'unknown' })).toEqual([['digest', 4]]);
    expect(await of({ kind: 'stream', name: 'transactional' })).toEqual([['digest', 10]]);
  });
});
