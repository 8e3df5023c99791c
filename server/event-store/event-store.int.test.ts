import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import type { EventStore } from './event-store.ts';
import { openEventStore } from './open-event-store.ts';

let test: TestDatabase;
let database: Database;
let admin: Database;
let store: EventStore;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  admin = openDatabase(test.adminUrl, { max: 2 });
  store = openEventStore(database.sql, sampleSecrets);
});

afterAll(async () => {
  await database.close();
  await admin.close();
  await test.drop();
});

const everything = async () => {
  const upTo = await store.safePosition();
  return await store.readRange({ after: 0, upTo, limit: 100_000 });
};

describe('append and read', () => {
  it('gives back what was appended, in the order given, personal data opened', async () => {
    const events = [sampleReport(1), sampleReport(2), sampleReport(3, { kind: 'opened' })];
    expect(await store.append(events)).toEqual({ appended: 3, duplicates: 0 });
    const stored = (await everything()).slice(-3);
    expect(stored.map((event) => event.sourceEventId)).toEqual(['e-1', 'e-2', 'e-3']);
    expect(stored[0]).toEqual({
      position: stored[0]?.position,
      stream: 'message-m-1',
      type: 'MessageDelivered',
      data: events[0]?.data,
      personal: events[0]?.personal,
      occurredAt: '2026-05-03T09:00:01.000Z',
      receivedAt: '2026-05-03T09:00:01.000Z',
      recordedAt: stored[0]?.recordedAt,
      source: 'sample',
      sourceEventId: 'e-1',
      subjectId: store.subjectIdOf({ kind: 'email', value: ' Person-1@Example.com ' }),
      erased: false,
      actor: null,
      causation: null,
      correlation: null,
      verification: { scope: 'full_body', method: 'sample', keyId: 'k1' },
    });
  });

  it('keeps no personal data readable in the table', async () => {
    await store.append([sampleReport(10, { recipient: 'visible@example.com' })]);
    const rows = await admin.sql<
      { text: string }[]
    >`select e::text || encode(coalesce(sealed, ''), 'escape') as text from events e`;
    const dump = rows.map((row) => row.text).join('\n');
    expect(dump).toContain('e-10');
    expect(dump).not.toContain('visible@');
    expect(dump).not.toContain('Invoice');
  });

  it('refuses personal data that has no subject to be sealed under', async () => {
    const orphan = { ...sampleReport(11), subject: null };
    await expect(store.append([orphan])).rejects.toThrow(/needs a subject/);
  });

  it('writes nothing when one event of a request cannot be stored', async () => {
    const before = await everything();
    const broken = { ...sampleReport(13), occurredAt: 'not a time' };
    await expect(store.append([sampleReport(12), broken])).rejects.toThrow();
    expect(await everything()).toHaveLength(before.length);
  });
});

describe('awkward text', () => {
  it.each(['"quoted"', 'back\\slash', 'a,b', '{braces}', 'null', '', ' ', 'new\nline', 'ünïcödé 😀', "it's"])(
    'comes back as it was: %j',
    async (text) => {
      const event = {
        ...sampleReport(500),
        stream: `odd-${text}`,
        sourceEventId: `odd-${text}`,
        fingerprint: ['odd', text],
        correlation: text,
      };
      expect(await store.append([event])).toEqual({ appended: 1, duplicates: 0 });
      const [stored] = await store.readStream(`odd-${text}`);
      expect(stored).toMatchObject({
        stream: `odd-${text}`,
        sourceEventId: `odd-${text}`,
        correlation: text,
      });
    },
  );

  it('is kept apart by origin when requests of several sources share a statement', async () => {
    const sources = Array.from({ length: 12 }, (_, n) => `source-${n % 4}`);
    await Promise.all(
      sources.map((source, n) =>
        store.append([
          {
            ...sampleReport(600 + n),
            source,
            fingerprint: [source, n],
            ...(n % 2 ? { actor: `actor-${n}` } : {}),
          },
        ]),
      ),
    );
    const stored = (await everything()).filter(({ source }) => source.startsWith('source-'));
    expect(
      stored.map(({ sourceEventId, source, actor }) => `${sourceEventId} ${source} ${actor}`).sort(),
    ).toEqual(sources.map((source, n) => `e-${600 + n} ${source} ${n % 2 ? `actor-${n}` : null}`).sort());
  });
});

describe('redelivery', () => {
  it('recognises the same event id, and counts it on the stream', async () => {
    const event = sampleReport(20);
    await store.append([event]);
    expect(await store.append([event])).toEqual({ appended: 0, duplicates: 1 });
    expect(await store.append([event, sampleReport(21)])).toEqual({ appended: 1, duplicates: 1 });
    const [stored] = await store.readStream('message-m-20');
    expect(stored?.duplicates).toBe(2);
    expect((await store.readStream('message-m-21'))[0]?.duplicates).toBe(0);
  });

  it('recognises the same content under a changed event id', async () => {
    await store.append([sampleReport(22)]);
    expect(await store.append([{ ...sampleReport(22), sourceEventId: 'changed' }])).toEqual({
      appended: 0,
      duplicates: 1,
    });
    expect(await store.append([sampleReport(22)])).toEqual({ appended: 0, duplicates: 1 });
    const timeline = await store.readStream('message-m-22');
    expect(timeline.map((event) => event.duplicates)).toEqual([2]);
  });

  it('counts an event given twice in one request', async () => {
    expect(await store.append([sampleReport(23), sampleReport(23)])).toEqual({ appended: 1, duplicates: 1 });
    expect((await store.readStream('message-m-23'))[0]?.duplicates).toBe(1);
  });

  it('takes equal ids of different sources for different events', async () => {
    const other = { ...sampleReport(24), source: 'other', fingerprint: ['other', 24] };
    expect(await store.append([sampleReport(24), other])).toEqual({ appended: 2, duplicates: 0 });
  });

  it('survives the same batch delivered by eight connections in different orders', async () => {
    const batch = Array.from({ length: 200 }, (_, n) => sampleReport(2000 + n));
    const orders = Array.from({ length: 8 }, (_, turn) => (turn % 2 ? [...batch].reverse() : batch));
    const results = await Promise.all(orders.map((events) => store.append(events)));
    expect(results.reduce((sum, result) => sum + result.appended, 0)).toBe(200);
    expect(results.reduce((sum, result) => sum + result.duplicates, 0)).toBe(1400);
  });
});

describe('append-only', () => {
  const changes = ['update events set type = type', 'delete from events', 'truncate events'];

  it.each(changes)('denies the app role: %s', async (statement) => {
    await expect(database.sql.unsafe(statement)).rejects.toThrow(/permission denied/);
  });

  it.each(changes)('refuses even a superuser: %s', async (statement) => {
    await expect(admin.sql.unsafe(statement)).rejects.toThrow(/append-only/);
  });

  it('stays on when a superuser plays replica', async () => {
    const attempt = admin.sql.begin(async (sql) => {
      await sql`set local session_replication_role = replica`;
      await sql`delete from events`;
    });
    await expect(attempt).rejects.toThrow(/append-only/);
  });
});

describe('erasure', () => {
  it('makes one person unreadable for ever and leaves the others', async () => {
    const anna = { recipient: 'anna@example.com', messageId: 'm-anna' };
    const ben = { recipient: 'ben@example.com', messageId: 'm-ben' };
    await store.append([sampleReport(30, anna), sampleReport(31, ben)]);
    const subjectId = store.subjectIdOf({ kind: 'email', value: 'anna@example.com' });
    const by = { actor: 'admin@example.com', reason: 'request of 3 May', at: '2026-05-04T00:00:00.000Z' };

    expect(await store.eraseSubject(subjectId, by)).toBe(true);
    expect(await store.eraseSubject(subjectId, by)).toBe(false);

    // Another process still remembers the key, and must not be able to use it.
    const [annas] = await openEventStore(database.sql, sampleSecrets).readStream('message-m-anna');
    expect(annas).toMatchObject({ personal: null, erased: true, type: 'MessageDelivered' });
    const [bens] = await store.readStream('message-m-ben');
    expect(bens).toMatchObject({ personal: { recipient: 'ben@example.com' }, erased: false });
    const [erasure] = await store.readStream(`subject-${subjectId}`);
    expect(erasure).toMatchObject({ type: 'SubjectErased', data: { subjectId, reason: 'request of 3 May' } });
  });

  it('is honoured by a process that had the key in memory', async () => {
    const other = openEventStore(database.sql, sampleSecrets);
    const cara = { recipient: 'cara@example.com', messageId: 'm-cara' };
    await other.append([sampleReport(33, cara)]);
    const subjectId = store.subjectIdOf({ kind: 'email', value: 'cara@example.com' });
    await store.eraseSubject(subjectId, { actor: 'a', reason: 'r', at: '2026-05-04T00:00:00.000Z' });
    await other.append([sampleReport(34, cara)]);
    const timeline = await other.readStream('message-m-cara');
    expect(timeline.map((event) => event.personal)).toEqual([null, null]);
  });

  it('is known, and keeps out what nothing was known of yet', async () => {
    const [stranger, erased] = ['dora@example.com', 'cara@example.com'].map((value) =>
      store.subjectIdOf({ kind: 'email', value }),
    ) as [string, string];
    expect(await store.erasedAmong([stranger, erased])).toEqual(new Set([erased]));
    const by = { actor: 'a', reason: 'r', at: '2026-05-04T00:00:00.000Z' };
    expect(await store.eraseSubject(stranger, by)).toBe(true);
    expect(await store.eraseSubject(stranger, by)).toBe(false);
    await store.append([sampleReport(35, { recipient: 'dora@example.com', messageId: 'm-dora' })]);
    expect(await store.readStream('message-m-dora')).toMatchObject([{ personal: null, erased: true }]);
    expect(await store.erasedAmong([stranger, erased])).toEqual(new Set([stranger, erased]));
  });

  it('stores nothing personal about an erased person later', async () => {
    await store.append([sampleReport(32, { recipient: 'anna@example.com', messageId: 'm-anna' })]);
    const [row] = await admin.sql`select sealed, subject_id from events where source_event_id = 'e-32'`;
    expect(row).toEqual({
      sealed: null,
      subject_id: store.subjectIdOf({ kind: 'email', value: 'anna@example.com' }),
    });
  });
});

describe('the events of a subject', () => {
  it('are read page by page, each once, and nothing of anybody else', async () => {
    const mine = { recipient: 'paged@example.com' };
    const theirs = { recipient: 'other@example.com' };
    await store.append([51, 52, 53, 54, 55].map((n) => sampleReport(n, n % 2 === 1 ? mine : theirs)));
    const subjectId = store.subjectIdOf({ kind: 'email', value: mine.recipient });
    const found: string[] = [];
    let after = 0;
    for (;;) {
      const page = await store.readSubjectAfter(subjectId, { after, limit: 2 });
      if (page.length === 0) break;
      found.push(...page.map(({ sourceEventId }) => sourceEventId));
      after = page.at(-1)?.position ?? after;
    }
    expect(found).toEqual(['e-51', 'e-53', 'e-55']);
  });
});

describe('sealed bytes', () => {
  it('do not open with another encryption key', async () => {
    await store.append([sampleReport(40)]);
    const stranger = openEventStore(database.sql, {
      ...sampleSecrets,
      encryptionKey: Buffer.alloc(32, 1).toString('base64'),
    });
    await expect(stranger.readStream('message-m-40')).rejects.toThrow(/EARSHOT_ENCRYPTION_KEY/);
  });
});
