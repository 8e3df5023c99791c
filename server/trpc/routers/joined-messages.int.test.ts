import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#db/client.ts';
import type { SignedInViewer } from '#server/auth/viewer.ts';
import type { NewEvent } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { runProjection } from '#server/projections/run.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { createTestDatabase } from '#server/testing/database.ts';
import { derivedReport, joinedHistory, joinedIds, sampleTime } from '#server/testing/joined-history.ts';
import { readModelOf } from '#server/testing/rebuild-store.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { createCaller } from '../router.ts';

const admin: SignedInViewer = { userId: 'admin', email: 'admin@example.com', role: 'admin' };
/** An installation that took these events in, batch by batch. */
async function openInstallation(batches: readonly (readonly NewEvent[])[]) {
  const test = await createTestDatabase();
  const database = openDatabase(test.url, { max: 4 });
  const eventStore = openEventStore(database.sql, sampleSecrets);
  const model = readModelOf('messages');
  const take = async (events: readonly NewEvent[]) => {
    await eventStore.append(events);
    await runProjection({ sql: database.sql, eventStore }, model);
  };
  for (const events of batches) await take(events);
  const deps = callerDeps({ db: database.db, eventStore, now: () => sampleTime(1_000) });
  const as = (role: SignedInViewer['role']) => createCaller({ viewer: { ...admin, role }, deps }).messages;
  const close = async () => {
    await database.close();
    await test.drop();
  };
  return { messages: as('admin'), as, take, close };
}

type Installation = Awaited<ReturnType<typeof openInstallation>>;

/** Everything that a person can see, without what tells when we heard it. */
async function seenBy({ messages }: Pick<Installation, 'messages'>) {
  const first = await messages.list({ limit: 4 });
  const second = await messages.list({ limit: 4, cursor: first.nextCursor });
  const details = joinedIds.map(async (id) => {
    const { events } = await messages.timeline({ id });
    return {
      message: await messages.byId({ id }),
      timeline: events.map(({ position: _, recordedAt: __, ...event }) => event),
    };
  });
  return {
    pages: [first.rows, second.rows],
    end: second.nextCursor,
    counts: await messages.counts({}),
    delivered: await messages.list({ status: ['delivered'] }),
    bySearch: await messages.list({ q: 'ada@example.com' }),
    byId: await messages.byIds({ ids: [...joinedIds] }),
    details: await Promise.all(details),
  };
}

describe('messages that are heard of under several ids', () => {
  let known: Installation;
  beforeAll(async () => {
    known = await openInstallation([joinedHistory]);
  });
  afterAll(() => known.close());
  const timeline = async (id: string) =>
    (await known.messages.timeline({ id })).events.map(({ kind, messageId }) => [kind, messageId]);

  it('are listed once each, with all that was heard', async () => {
    const { rows } = await known.messages.list({});
    expect(rows.map(({ id, status, engagement }) => [id, status, engagement])).toEqual([
      ['m-skip', 'skipped', 'none'],
      ['m-eve-2', 'accepted', 'none'],
      ['m-eve-1', 'complained', 'none'],
      ['m-echo', 'delivered', 'none'],
      ['d-dan', 'delivered', 'none'],
      ['m-bob', 'hard_bounced', 'none'],
      ['m-ada', 'delivered', 'converted'],
    ]);
    expect(rows.at(-1)).toMatchObject({
      firstAt: sampleTime(1),
      lastAt: sampleTime(14),
      providerName: 'sample',
    });
    expect(rows[0]).toMatchObject({ skipReason: 'quiet_hours', provider: null, providerName: null });
  });

  it('are counted and filtered by what became of the whole', async () => {
    const { counts } = await known.messages.counts({});
    expect(Object.fromEntries(counts.map(({ status, count }) => [status, count]))).toMatchObject({
      ...{ requested: 0, accepted: 1, delivered: 3, hard_bounced: 1, complained: 1, skipped: 1 },
    });
    const accepted = await known.messages.list({ status: ['accepted'] });
    expect(accepted.rows.map(({ id }) => id)).toEqual(['m-eve-2']);
  });

  it('are one message under every id, which says which is its own', async () => {
    const message = await known.messages.byId({ id: 'm-ada' });
    expect(message).toMatchObject({
      id: 'm-ada',
      notificationId: 'ntf-m-ada',
      providerMessageId: 'p-1',
      humanOpens: 1,
    });
    expect(await known.messages.byId({ id: 'd-ada' })).toEqual(message);
    const { rows } = await known.messages.byIds({ ids: ['d-ada', 'd-bob', 'm-ada', 'nobody'] });
    expect(rows.map(({ id }) => id)).toEqual(['m-bob', 'm-ada']);
  });

  it('have one timeline over all their streams, our own facts among them', async () => {
    const expected = [
      ['requested', 'm-ada'],
      ['accepted', 'm-ada'],
      ['delivered', 'd-ada'],
      ['opened', 'd-ada'],
      ['converted', 'm-ada'],
    ];
    expect(await timeline('m-ada')).toEqual(expected);
    expect(await timeline('d-ada')).toEqual(expected);
    expect(await timeline('d-bob')).toEqual([
      ['accepted', 'm-bob'],
      ['hard_bounced', 'd-bob'],
    ]);
    expect(await timeline('d-dan')).toHaveLength(2);
    expect((await timeline('m-echo')).map(([kind]) => kind)).toEqual(['accepted', 'delivered']);
  });

  it('that two of ours claim are the smaller one’s, and the other keeps its own', async () => {
    expect(await timeline('m-eve-1')).toEqual([
      ['accepted', 'm-eve-1'],
      ['complained', 'd-eve'],
    ]);
    expect(await timeline('m-eve-2')).toEqual([['accepted', 'm-eve-2']]);
    expect(await known.messages.byId({ id: 'd-eve' })).toMatchObject({ id: 'm-eve-1', status: 'complained' });
  });

  it('say what we ourselves did, and why', async () => {
    const { events: skipped } = await known.messages.timeline({ id: 'm-skip' });
    expect(skipped).toMatchObject([
      {
        kind: 'skipped',
        skipReason: 'quiet_hours',
        step: 0,
        recipient: 'bob@example.com',
        provider: null,
        raw: null,
      },
    ]);
    const { events } = await known.messages.timeline({ id: 'm-ada' });
    expect(events.at(-1)).toMatchObject({
      kind: 'converted',
      conversion: 'invoice_paid',
      value: { currency: 'EUR', amountMicros: 19_900_000 },
    });
  });

  it('are masked for support under every id, our own facts too', async () => {
    const support = known.as('support');
    const answers = await Promise.all([
      support.list({}),
      support.byId({ id: 'd-ada' }),
      ...['d-ada', 'm-skip', 'd-bob'].map((id) => support.timeline({ id })),
    ]);
    const text = JSON.stringify(answers);
    expect(text).toContain('a•••@example.com');
    expect(text).not.toMatch(/ada@|bob@|Invoice/);
  });
});

describe('as of a moment', () => {
  let known: Installation;
  beforeAll(async () => {
    known = await openInstallation([joinedHistory]);
  });
  afterAll(() => known.close());
  const then = async (id: string, seconds: number) => {
    const asOf = { at: sampleTime(seconds), by: 'occurred' } as const;
    const { events } = await known.messages.timeline({ id, asOf });
    const message = await known.messages.byId({ id, asOf }).catch(({ code }) => code);
    return { message, events: events.map(({ kind }) => kind) };
  };

  it('shows a message as all its parts make it up to then', async () => {
    expect(await then('d-ada', 4)).toMatchObject({
      message: { id: 'm-ada', status: 'delivered', humanOpens: 0 },
      events: ['requested', 'accepted', 'delivered'],
    });
    expect(await then('m-ada', 1)).toMatchObject({
      message: { id: 'm-ada', status: 'requested' },
      events: ['requested'],
    });
  });

  it('does not know an id before it was heard', async () => {
    expect(await then('d-ada', 3)).toEqual({ message: 'NOT_FOUND', events: [] });
    expect(await then('nobody', 3)).toEqual({ message: 'NOT_FOUND', events: [] });
  });

  it('leaves apart what nothing had linked by then', async () => {
    const late = sampleReport(30, {
      kind: 'accepted',
      messageId: 'm-dan',
      providerMessageId: 'p-2',
      recipient: 'dan@example.com',
    });
    await known.take([late]);
    expect(await known.messages.byId({ id: 'd-dan' })).toMatchObject({ id: 'm-dan', status: 'delivered' });
    expect(await then('d-dan', 29)).toMatchObject({
      message: { id: 'd-dan', status: 'delivered' },
      events: ['accepted', 'delivered'],
    });
    expect(await then('m-dan', 29)).toEqual({ message: 'NOT_FOUND', events: [] });
    expect(await then('m-dan', 30)).toMatchObject({ message: { id: 'm-dan' } });
  });

  it('gives a contested part to whoever had it then', async () => {
    const recipient = 'ada@example.com';
    await known.take([
      sampleReport(40, { kind: 'accepted', messageId: 'm-2', providerMessageId: 'p-9', recipient }),
      derivedReport(41, { kind: 'delivered', messageId: 'd-9', providerMessageId: 'p-9', recipient }),
      sampleReport(42, { kind: 'accepted', messageId: 'm-1', providerMessageId: 'p-9', recipient }),
    ]);
    expect(await then('m-2', 41)).toMatchObject({ message: { id: 'm-2', status: 'delivered' } });
    expect(await then('m-2', 42)).toMatchObject({
      message: { id: 'm-2', status: 'accepted' },
      events: ['accepted'],
    });
    expect(await then('m-1', 42)).toMatchObject({ message: { id: 'm-1', status: 'delivered' } });
  });
});

describe('the order in which events arrive', () => {
  it('cannot be seen in any list, message or timeline, in whatever batches they come', async ({
    annotate,
  }) => {
    const straight = await openInstallation([joinedHistory]);
    const expected = await seenBy(straight);
    await straight.close();
    expect(expected.pages.flat()).toHaveLength(7);
    expect(expected.end).toBeNull();
    const seen = { orders: 0, joinedLate: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...joinedHistory], { minLength: joinedHistory.length }),
        fc.array(fc.boolean(), { minLength: joinedHistory.length, maxLength: joinedHistory.length }),
        async (events, ends) => {
          const batches: NewEvent[][] = [[]];
          events.forEach((event, index) => {
            batches.at(-1)?.push(event);
            if (ends[index]) batches.push([]);
          });
          const installation = await openInstallation(batches.filter((batch) => batch.length > 0));
          try {
            expect(await seenBy(installation)).toEqual(expected);
          } finally {
            await installation.close();
          }
          const place = (id: string) => events.findIndex((event) => event.sourceEventId === id);
          seen.orders += 1;
          seen.joinedLate += Number(place('e-2') > place('e-4') && place('e-2') > place('e-6'));
        },
      ),
      { seed: 20_261_121, numRuns: 10, endOnFailure: true },
    );
    await annotate(JSON.stringify(seen));
    expect(seen.joinedLate).toBeGreaterThan(1);
  }, 120_000);
});
