import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { derivedReport, joinedHistory } from '#server/testing/joined-history.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { findMessage, idsOfMessage, idsOfProviderKeys, listMessages, type MessageFilter } from './queries.ts';

const model = readModelOf('messages');

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  // A batch each, so that every row and link is found again.
  for (const event of joinedHistory.toReversed()) await take(event);
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

async function take(...events: NewEvent[]) {
  await eventStore.append(events);
  await runProjection({ sql: database.sql, eventStore }, model);
}

const find = async (search: string, filter: Partial<MessageFilter> = {}) => {
  const page = { cursor: null, limit: 100 };
  const { rows } = await listMessages(
    database.db,
    { search, statuses: [], wholeRecipientOnly: false, ...filter },
    page,
  );
  return rows.map((row) => row.messageId);
};

async function expectRebuildToBeEqual() {
  const deps = { sql: database.sql, eventStore };
  await beginRebuild(deps, model);
  await advanceRebuild(deps, model, { untilMs: Number.POSITIVE_INFINITY });
  const { comparisons } = await settleRebuild(deps, model, () => false);
  expect(comparisons.map(({ table }) => table)).toEqual(['messages', 'message_links', 'delivery_metrics']);
  // Positions are the same here, so rows must be the same to the byte.
  for (const comparison of comparisons) expect(comparison).toMatchObject({ equal: true });
  return comparisons;
}

describe('the read model', () => {
  it('built event by event, backwards, is what a rebuild in one batch makes', async () => {
    const [rows, links] = await expectRebuildToBeEqual();
    expect(rows?.liveRows).toBe(7);
    expect(links?.liveRows).toBe(5);
  });

  it('counts a message once in the totals, however many ids it has', async () => {
    const [total] = await database.sql<{ delivered: number; accepted: number; bounced: number }[]>`
      select sum(delivered)::int as delivered, sum(accepted)::int as accepted, sum(hard_bounced)::int as bounced
      from read_models.delivery_metrics`;
    expect(total).toEqual({ delivered: 3, accepted: 6, bounced: 1 });
  });

  it('marks what two of ours claim', async () => {
    const rows = await database.sql<{ alias: string; message_id: string }[]>`
      select alias, message_id from read_models.message_links where contested`;
    expect(rows).toEqual([{ alias: 'd-eve', message_id: 'm-eve-1' }]);
  });
});

describe('a search', () => {
  it('finds a message by an alias, as one of ours', async () => {
    await take(
      sampleReport(100, { kind: 'accepted', messageId: 'm-100', providerMessageId: 'sg-100' }),
      derivedReport(101, {
        kind: 'delivered',
        messageId: 'derived-100',
        providerMessageId: 'sg-100',
        recipient: 'person-100@example.com',
      }),
    );
    expect(await find('derived-100')).toEqual(['m-100']);
    expect(await find('d-ada')).toEqual(['m-ada']);
    expect(await find('derived-100', { statuses: ['delivered'] })).toEqual(['m-100']);
    expect(await find('derived-100', { statuses: ['accepted'] })).toEqual([]);
    expect(await find('derived-1')).toEqual([]);
    expect(await find('d-dan')).toEqual(['d-dan']);
  });

  it('finds a provider’s id that only one part knows, once for each recipient', async () => {
    const again = { providerMessageId: 'zz-again', recipient: 'person-100@example.com' };
    await take(
      sampleReport(102, { kind: 'accepted', messageId: 'm-100', ...again }),
      derivedReport(103, { kind: 'opened', messageId: 'derived-again', ...again }),
    );
    expect(await findMessage(database.db, 'm-100')).toMatchObject({
      providerMessageId: 'sg-100',
      humanOpens: 1,
    });
    expect(await find('zz-again')).toEqual(['m-100']);
    expect(await find('zz-agai')).toEqual([]);
    expect(await find('sg-100')).toEqual(['m-100']);
    expect(await find('zz-again', { statuses: ['sent'] })).toEqual([]);
    expect(await find('p-1')).toEqual(['m-bob', 'm-ada']);
  });

  it('finds a recipient once', async () => {
    expect(await find('ADA@example.com')).toEqual(['m-echo', 'm-ada']);
    expect(await find('eve@', { statuses: ['complained'] })).toEqual(['m-eve-1']);
  });
});

describe('the ids of a message', () => {
  it('are all it was heard of under, by any of them', async () => {
    const all = ['derived-100', 'derived-again', 'm-100'];
    for (const id of all) expect([...(await idsOfMessage(database.db, id))].sort()).toEqual(all);
    expect(await idsOfMessage(database.db, 'm-echo')).toEqual(['m-echo']);
    expect(await idsOfMessage(database.db, 'nobody')).toEqual(['nobody']);
  });

  it('are found by the provider’s key', async () => {
    const subject = eventStore.subjectIdOf({ kind: 'email', value: 'eve@example.com' });
    const key = JSON.stringify(['sample', 'p-4', subject]);
    expect(await idsOfProviderKeys(database.db, [key, 'no key'])).toEqual(['d-eve', 'm-eve-1']);
    expect(await idsOfProviderKeys(database.db, [])).toEqual([]);
  });
});

describe('erasing a person', () => {
  it('blanks every part of their messages, also one that the row does not speak of', async () => {
    // Two people under one id of ours, of whom the row speaks of one alone.
    const people = ['first@example.com', 'second@example.com'];
    for (const [index, recipient] of people.entries()) {
      await take(
        sampleReport(200 + index, {
          kind: 'accepted',
          messageId: 'm-two',
          providerMessageId: 'p-two',
          recipient,
        }),
        derivedReport(210 + index, {
          kind: 'delivered',
          messageId: `d-two-${index}`,
          providerMessageId: 'p-two',
          recipient,
        }),
      );
    }
    const spokenOf = (await findMessage(database.db, 'm-two'))?.recipient;
    const other = people.find((recipient) => recipient !== spokenOf) ?? '';
    expect(people).toContain(spokenOf);
    const erase = (value: string) =>
      eventStore.eraseSubject(eventStore.subjectIdOf({ kind: 'email', value }), {
        actor: 'admin',
        reason: 'asked for',
        at: '2026-06-01T00:00:00.000Z',
      });
    const text = async () => JSON.stringify(await findMessage(database.db, 'm-two'));

    expect(await text()).toContain(other);
    await erase(other);
    await take();
    expect(await text()).not.toContain(other);
    expect(await findMessage(database.db, 'd-two-0')).toMatchObject({ recipient: spokenOf, erased: false });

    await erase(spokenOf ?? '');
    await take();
    expect(await text()).not.toMatch(/first@|second@|Invoice/);
    expect(await findMessage(database.db, 'd-two-1')).toMatchObject({ messageId: 'm-two', erased: true });
    await expectRebuildToBeEqual();
  });
});
