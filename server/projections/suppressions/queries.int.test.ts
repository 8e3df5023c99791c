import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { defaultCategories } from '#server/domain/category/category.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { suppressionStream } from '#server/domain/suppression/events.ts';
import { defaultSuppressionPolicy } from '#server/domain/suppression/policy.ts';
import type { SuppressionRules } from '#server/domain/suppression/suppression.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { cursorOf } from '#server/projections/cursor.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleFact, sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { suppressionsProjection } from './fold.ts';
import {
  checkSuppressions,
  findSuppressionAddress,
  listSuppressions,
  type SuppressionFilter,
} from './queries.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

const rules: SuppressionRules = { policies: [], categories: defaultCategories };
const all: SuppressionFilter = { channel: null, reason: null, address: '', wholeAddressOnly: false };
const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const later = at(3_600);
const mailbox = (n: number) => `person-${n}@example.com`;
const subjectOf = (address: string) => eventStore.subjectIdOf({ kind: 'email', value: address });

/** Somebody forbids an address by hand. */
const addition = (
  n: number,
  address: string,
  said: { channel?: 'email' | 'sms'; expiresAt?: string; reason?: 'manual' | 'stop' } = {},
) => {
  const { channel = 'email', expiresAt = null, reason = 'manual' } = said;
  const subjectId = subjectOf(address);
  const scope = 'all_but_security' as const;
  return sampleFact(n, {
    stream: suppressionStream(channel, subjectId),
    type: 'SuppressionAdded',
    data: { channel, subjectId, reason, scope, expiresAt, why: null },
    personal: { address },
    subject: { kind: 'email', value: address },
  });
};

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  const kinds = ['delivered', 'hard_bounced', 'complained', 'delivered', 'delivered'] as const;
  await eventStore.append([
    ...Array.from({ length: 20 }, (_, n) => sampleReport(n, { kind: kinds[n % 5] ?? 'sent' })),
    sampleReport(30, { kind: 'hard_bounced', recipient: 'Odd_100%@example.com' }),
    sampleReport(31, { kind: 'hard_bounced', recipient: 'odd-100x@example.com' }),
    addition(40, mailbox(3), { expiresAt: at(600) }),
    addition(41, mailbox(1), { expiresAt: at(600) }),
    addition(42, '+4915550100', { channel: 'sms', reason: 'stop' }),
  ]);
  await project();
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const project = () => runProjection({ sql: database.sql, eventStore }, suppressionsProjection);

async function everyPage(filter: Partial<SuppressionFilter>, limit = 100, when = later): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listSuppressions(
      database.db,
      { ...all, ...filter },
      { at: when, rules, cursor, limit },
    );
    expect(page.addresses.length).toBeGreaterThan(0);
    expect(page.addresses.length).toBeLessThanOrEqual(limit);
    found.push(...page.addresses.map(({ address, channel }) => address ?? channel));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

const none = async (filter: Partial<SuppressionFilter>, when = later) => {
  const page = await listSuppressions(
    database.db,
    { ...all, ...filter },
    { at: when, rules, cursor: null, limit: 5 },
  );
  expect(page).toEqual({ addresses: [], nextCursor: null });
};

const listed = [
  '+4915550100',
  mailbox(1),
  'odd-100x@example.com',
  'Odd_100%@example.com',
  ...[17, 16, 12, 11, 7, 6, 2].map(mailbox),
];

describe('listSuppressions', () => {
  it('gives each suppressed address once, the newest first, on pages of any size', async () => {
    for (const limit of [1, 2, 5, 11, 12]) expect(await everyPage({}, limit)).toEqual(listed);
  });

  it('says why, with the event that caused it', async () => {
    const page = await listSuppressions(
      database.db,
      { ...all, address: mailbox(1) },
      { at: at(300), rules, cursor: null, limit: 5 },
    );
    const [found] = page.addresses;
    expect(found).toMatchObject({ channel: 'email', subjectId: subjectOf(mailbox(1)), lastAt: at(41) });
    expect(found?.suppressions).toMatchObject([
      { reason: 'manual', since: at(41), because: 'api/fact-41', expiresAt: at(600) },
      { reason: 'hard_bounce', since: at(1), because: 'sample/e-1', expiresAt: null },
    ]);
  });

  it('passes over what has expired, and over an expired reason of an address that stays suppressed', async () => {
    expect(await everyPage({ reason: 'manual' }, 1, at(599))).toEqual([mailbox(1), mailbox(3)]);
    await none({ reason: 'manual' }, at(600));
    expect(await everyPage({}, 100, at(599))).toContain(mailbox(3));
    expect(await everyPage({}, 100, at(600))).not.toContain(mailbox(3));
  });

  it('finds a channel, a reason and the beginning of an address, alone and together', async () => {
    expect(await everyPage({ channel: 'sms' })).toEqual(['+4915550100']);
    expect(await everyPage({ reason: 'complaint' }, 2)).toEqual([17, 12, 7, 2].map(mailbox));
    expect(await everyPage({ address: 'PERSON-1' }, 2)).toEqual([1, 17, 16, 12, 11].map(mailbox));
    expect(await everyPage({ channel: 'email', reason: 'complaint', address: 'person-1' })).toEqual(
      [17, 12].map(mailbox),
    );
    await none({ channel: 'push' });
    await none({ address: 'example.com' });
    await none({ channel: 'sms', reason: 'complaint' });
  });

  it('takes the signs of patterns literally, in any case', async () => {
    expect(await everyPage({ address: 'odd_100%' })).toEqual(['Odd_100%@example.com']);
    await none({ address: '%' });
    await none({ address: '\\' });
  });

  it('does not find part of an address for whoever may not see it', async () => {
    await none({ address: 'person-7', wholeAddressOnly: true });
    expect(await everyPage({ address: 'Person-7@example.com', wholeAddressOnly: true })).toEqual([
      mailbox(7),
    ]);
  });

  it('reads on when what it finds is not suppressed, and ends where nothing is', async () => {
    const policy = { ...defaultSuppressionPolicy, hardBounces: { expiresAfterDays: 1 } };
    const change = { at: at(0), id: 'admin/policy', policy, applies: 'from_now' as const };
    // The database cannot know which bounces are judged by the older policy: it must not leave out any.
    const mixed = { ...rules, policies: [{ ...change, at: at(12) }] };
    const page = { at: at(86_400 + 60), rules: mixed, cursor: null, limit: 2 };
    const { addresses } = await listSuppressions(database.db, { ...all, reason: 'hard_bounce' }, page);
    expect(addresses.map(({ address }) => address)).toEqual([mailbox(1), mailbox(11)]);
  });

  it('refuses a cursor that it did not give', async () => {
    for (const cursor of ['', 'page2', cursorOf(['yesterday', 'x'])]) {
      const page = { at: later, rules, cursor, limit: 5 };
      await expect(listSuppressions(database.db, all, page)).rejects.toThrow(DomainError);
    }
  });
});

describe('checkSuppressions', () => {
  const facts = { at: later, rules };
  const email = (address: string) => ({ channel: 'email' as const, subjectId: subjectOf(address) });
  const reasonsOf = (answers: Awaited<ReturnType<typeof checkSuppressions>>) =>
    answers.map(({ suppressions }) => suppressions.map(({ reason }) => reason));

  it('answers 10,000 addresses in the order they were asked, in one statement', async () => {
    const targets = Array.from({ length: 10_000 }, (_, n) => email(mailbox(9_999 - n)));
    let statements = 0;
    const counted = openDatabase(test.url, { max: 1 });
    const { unsafe } = counted.sql;
    counted.sql.unsafe = ((...given: Parameters<typeof unsafe>) => {
      statements += 1;
      return unsafe(...given);
    }) as typeof unsafe;
    const answers = await checkSuppressions(counted.db, targets, facts);
    await counted.close();
    expect(statements).toBe(1);
    expect(answers.map(({ channel, subjectId }) => ({ channel, subjectId }))).toEqual(targets);
    const suppressed = answers.flatMap(({ suppressions }, n) => (suppressions.length > 0 ? [9_999 - n] : []));
    expect(suppressed).toEqual([17, 16, 12, 11, 7, 6, 2, 1]);
    await expect(checkSuppressions(database.db, [...targets, email('x')], facts)).rejects.toThrow(RangeError);
  });

  it('answers the same address as often as it is asked, and keeps channels apart', async () => {
    const bounced = email(mailbox(6));
    const answers = await checkSuppressions(
      database.db,
      [bounced, { ...bounced, channel: 'sms' }, bounced],
      facts,
    );
    expect(reasonsOf(answers)).toEqual([['hard_bounce'], [], ['hard_bounce']]);
    expect(await checkSuppressions(database.db, [], facts)).toEqual([]);
  });

  it('judges by the moment and the rules it is given', async () => {
    const targets = [email(mailbox(3)), email(mailbox(6))];
    const check = async (when: string, rules: SuppressionRules) =>
      reasonsOf(await checkSuppressions(database.db, targets, { at: when, rules }));
    const policy = { ...defaultSuppressionPolicy, hardBounces: { expiresAfterDays: 1 } };
    const change = { at: at(0), id: 'admin/policy', policy, applies: 'to_history' as const };
    const lenient: SuppressionRules = { ...rules, policies: [change] };
    expect(await check(at(599), rules)).toEqual([['manual'], ['hard_bounce']]);
    expect(await check(at(600), rules)).toEqual([[], ['hard_bounce']]);
    expect(await check(at(6 + 86_399), lenient)).toEqual([[], ['hard_bounce']]);
    expect(await check(at(6 + 86_400), lenient)).toEqual([[], []]);
  });
});

describe('an address that was added by hand', () => {
  const target = () => ({ channel: 'email' as const, subjectId: subjectOf('hand@example.com') });

  it('is shown as it was written, until its person is erased, and stays suppressed', async () => {
    await eventStore.append([addition(70, 'Hand@example.com')]);
    await project();
    expect(await findSuppressionAddress(database.db, target())).toMatchObject({
      address: 'Hand@example.com',
    });
    const by = { actor: 'admin', reason: 'asked for', at: at(4_000) };
    expect(await eventStore.eraseSubject(target().subjectId, by)).toBe(true);
    await project();
    expect(await findSuppressionAddress(database.db, target())).toMatchObject({ address: null });
    const [answer] = await checkSuppressions(database.db, [target()], { at: later, rules });
    expect(answer?.suppressions).toMatchObject([{ reason: 'manual' }]);
  });

  it('is known from before addresses were kept, without one', async () => {
    const data = { ...target(), reason: 'manual', scope: 'all_but_security', expiresAt: null, why: null };
    const admin = openDatabase(test.adminUrl, { max: 1 });
    await admin.sql`
      insert into events (stream, type, schema_version, occurred_at, received_at, recorded_at, source,
        source_event_id, fingerprint, data)
      values (${suppressionStream('sms', data.subjectId)}, 'SuppressionAdded', 1, ${at(71)}::text::timestamptz,
        ${at(71)}::text::timestamptz, clock_timestamp(), 'admin', 'before', 'before',
        ${JSON.stringify({ ...data, channel: 'sms' })}::text::jsonb)`;
    await admin.close();
    await project();
    const sms = { ...target(), channel: 'sms' as const };
    expect(await findSuppressionAddress(database.db, sms)).toMatchObject({
      address: null,
      lastAt: at(71),
      subjectId: data.subjectId,
    });
  });
});

it('keeps an erased address suppressed without its name, and a rebuild gives the same rows', async () => {
  const subjectId = subjectOf(mailbox(6));
  await eventStore.eraseSubject(subjectId, { actor: 'admin', reason: 'asked for', at: at(5_000) });
  await eventStore.append([sampleReport(50, { kind: 'complained', recipient: mailbox(6) })]);
  await project();
  await none({ address: mailbox(6) });
  const [row] = await database.sql<{ address: string | null; reasons: string[] }[]>`
    select address, reasons from read_models.suppressions where subject_id = ${subjectId}`;
  expect(row).toEqual({ address: null, reasons: ['complaint', 'hard_bounce'] });

  const deps = { sql: database.sql, eventStore };
  await beginRebuild(deps, suppressionsProjection);
  await advanceRebuild(deps, suppressionsProjection, { untilMs: Number.POSITIVE_INFINITY });
  const { comparisons } = await settleRebuild(deps, suppressionsProjection, () => false);
  expect(comparisons).toMatchObject([{ table: 'suppressions', liveRows: 25, nextRows: 25, equal: true }]);
});
