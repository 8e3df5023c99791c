import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import { finishReplay, listReplays, replayPage } from '#server/commands/run-replay.ts';
import { webhookStream } from '#server/domain/webhook/events.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { providers } from '#server/providers/registry.ts';
import { callerDeps, callerNow } from '#server/testing/caller-deps.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleSecrets } from '#server/testing/sample-events.ts';
import { createCaller } from '../router.ts';
import { deadLettersRouter } from './dead-letters.ts';

const provider = providers.find(({ signs }) => signs === 'bytes');
if (!provider) throw new Error('some provider signs its bytes');
const { environment, secret } = provider.rehearsal.credentials();
const received = '2026-05-03T09:00:00.000Z';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;
let nudges = 0;
let signals = 0;

const viewer = (role: Role): Viewer => ({ userId: `${role}-1`, email: `${role}@example.com`, role });
const depsOf = () => {
  const nudge = () => {
    nudges += 1;
    return null;
  };
  const askForReplay = async () => {
    signals += 1;
  };
  return callerDeps({ db: database.db, eventStore, nudge, askForReplay }, environment);
};
const callerOf = (who: Viewer | null) => createCaller({ viewer: who, deps: depsOf() });
const as = (role: Role) => callerOf(viewer(role)).deadLetters;

/** An item as a build that could not read it left it. */
function letter(name: string, raw: string, failure = 'event: invalid_value'): NewEvent {
  return {
    stream: webhookStream(provider?.id ?? ''),
    type: 'WebhookUnrecognized',
    data: { provider: provider?.id ?? '', failure, adapterVersion: 1 },
    personal: { raw, encoding: 'json' },
    subject: { kind: 'webhook-item', value: name },
    occurredAt: received,
    receivedAt: received,
    source: provider?.id ?? '',
    sourceEventId: name,
    fingerprint: ['letter', name],
    verification: { scope: 'full_body', method: 'sample', keyId: 'k1' },
  };
}

function readable(n: number): string {
  const report = {
    kind: provider?.rehearsal.kinds[0] ?? 'accepted',
    at: received,
    recipient: `jane${n}@example.com`,
    providerMessageId: `pm-${n}`,
    messageId: `m-${n}`,
  };
  const signing = { secret, signedAt: received, url: 'https://earshot.test' };
  return provider?.rehearsal.requests([report], signing)[0]?.body.toString() ?? '';
}

const idOf = (name: string) => `${provider.id}/${name}`;
const project = async () => {
  for (const model of projections) await runProjection({ sql: database.sql, eventStore }, model);
};
const signatureOf = async (failure: string) => {
  const { groups } = await as('admin').groups({ state: 'all' });
  return groups.find((group) => group.failure === failure)?.signature ?? '';
};

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  await eventStore.append([
    letter('good', readable(1)),
    letter('novel', '{"event":"hologram","email":"jane@example.com"}'),
    letter('one', readable(2), 'email: invalid_type'),
    letter('two', readable(3), 'email: invalid_type'),
  ]);
  await project();
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

type Call = (who: Viewer | null) => Promise<unknown>;

describe('not allowed', () => {
  const reads: Record<string, Call> = {
    groups: (who) => callerOf(who).deadLetters.groups({}),
    group: (who) => callerOf(who).deadLetters.group({ signature: 'x' }),
    letters: (who) => callerOf(who).deadLetters.letters({ signature: 'x' }),
    byId: (who) => callerOf(who).deadLetters.byId({ id: idOf('novel') }),
    replays: (who) => callerOf(who).deadLetters.replays(),
    replayById: (who) => callerOf(who).deadLetters.replayById({ replayId: 'x' }),
  };
  const writes: Record<string, Call> = {
    replayOne: (who) => callerOf(who).deadLetters.replayOne({ id: idOf('novel'), dryRun: true }),
    previewReplay: (who) => callerOf(who).deadLetters.previewReplay({ signature: null }),
    replay: (who) => callerOf(who).deadLetters.replay({ signature: 'nothing', replayId: 'allowed' }),
  };

  it('leaves out no procedure', () => {
    const paths = Object.keys(deadLettersRouter._def.procedures);
    expect([...Object.keys(reads), ...Object.keys(writes)].sort()).toEqual(paths.sort());
  });

  it.each(Object.entries({ ...reads, ...writes }))(
    'is deadLetters.%s for strangers and plain users',
    async (_, call) => {
      await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
      await expect(call(viewer('user'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(call(viewer('admin'))).resolves.toBeDefined();
    },
  );

  it.each(Object.entries(writes))('is deadLetters.%s for support', async (_, call) => {
    await expect(call(viewer('support'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('reading', () => {
  it('groups what failed alike, and says which adapter failed and which there is now', async () => {
    const { groups, nextCursor } = await as('support').groups({});
    expect(nextCursor).toBeNull();
    expect(groups).toHaveLength(2);
    expect(groups).toContainEqual({
      signature: expect.any(String),
      provider: provider.id,
      providerName: provider.name,
      failure: 'email: invalid_type',
      adapterVersion: 1,
      currentAdapterVersion: provider.adapterVersion,
      firstSeenAt: received,
      lastSeenAt: received,
      count: 2,
      atLeast: false,
      open: 2,
    });
  });

  it('shows what was received to administrators, and never to support', async () => {
    const admin = await as('admin').byId({ id: idOf('novel') });
    expect(admin).toMatchObject({ isAdmin: true, recovered: null, letter: { state: 'open', sizeBytes: 47 } });
    expect(admin.payload?.raw).toContain('jane@example.com');
    const support = as('support');
    const answers = await Promise.all([
      support.byId({ id: idOf('novel') }),
      support.groups({}),
      support.letters({ signature: await signatureOf('event: invalid_value') }),
    ]);
    expect(answers[0]).toMatchObject({
      isAdmin: false,
      payload: null,
      letter: { failure: 'event: invalid_value' },
    });
    expect(JSON.stringify(answers)).not.toContain('jane');
  });

  it('knows no letter that nobody sent, and no group that nothing failed with', async () => {
    await expect(as('admin').byId({ id: 'nobody/nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const unknown = as('admin').replayOne({ id: 'nobody/nothing', dryRun: false });
    await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await as('admin').group({ signature: 'nothing' })).toEqual({ group: null, mayReplay: true });
    expect((await as('support').replayById({ replayId: 'none' })).replay).toBeNull();
  });

  it('refuses what it cannot read, naming the field', async () => {
    const call = as('admin').groups({ state: 'lost' as never });
    await expect(call).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('state'),
    });
    await expect(as('admin').groups({ cursor: 'bm8' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('one letter', () => {
  it('says in a dry run what would become of it, and appends nothing', async () => {
    const before = await eventStore.safePosition();
    const admin = as('admin');
    expect(await admin.replayOne({ id: idOf('good'), dryRun: true })).toMatchObject({
      outcome: 'read',
      events: [expect.stringMatching(/^Message/)],
      messageIds: ['m-1'],
    });
    expect(await admin.replayOne({ id: idOf('novel'), dryRun: true })).toMatchObject({
      outcome: 'unreadable',
    });
    expect(await eventStore.safePosition()).toBe(before);
    expect(nudges).toBe(0);
  });

  it('is replayed, and is linked with the event that it became, both ways', async () => {
    const admin = as('admin');
    expect(await admin.replayOne({ id: idOf('good'), dryRun: false })).toMatchObject({ outcome: 'read' });
    expect(nudges).toBe(1);
    await project();
    const found = await admin.byId({ id: idOf('good') });
    const { events } = await callerOf(viewer('support')).messages.timeline({ id: 'm-1' });
    expect(events).toMatchObject([{ deadLetterId: idOf('good') }]);
    expect(found).toMatchObject({
      letter: { state: 'recovered', recoveredAt: callerNow },
      recovered: {
        messages: [
          {
            messageId: 'm-1',
            events: [{ type: expect.stringMatching(/^Message/), position: events[0]?.position }],
          },
        ],
        others: [],
      },
    });
  });
});

describe('many letters', () => {
  it('are previewed without a trace', async () => {
    const before = await eventStore.safePosition();
    const preview = await as('admin').previewReplay({ signature: null });
    expect(preview).toMatchObject({
      letters: 3,
      tried: 3,
      outcomes: { read: 2, unreadable: 1, erased: 0, not_listened_to: 0 },
      events: [{ count: 2 }],
      failures: [{ count: 1 }],
      replayId: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(await eventStore.safePosition()).toBe(before);
  });

  it('are replayed in the background, and anybody can follow how far that has come', async () => {
    const admin = as('admin');
    const signature = await signatureOf('email: invalid_type');
    const before = signals;
    const asked = { signature, replayId: 'mine' };
    expect([await admin.replay(asked), await admin.replay(asked)]).toEqual(Array(2).fill({ letters: 2 }));
    expect(signals).toBe(before + 2);
    const waiting = await as('support').replays();
    expect(waiting).toMatchObject({ mayReplay: false });
    expect(waiting.replays.filter(({ replayId }) => replayId === 'mine')).toMatchObject([
      { isYours: false, isFinished: false, letters: 2, read: 0, group: { failure: 'email: invalid_type' } },
    ]);

    const replay = (await listReplays({ eventStore })).find(({ replayId }) => replayId === 'mine');
    if (!replay) throw new Error('it was asked for');
    const { totals } = await replayPage(depsOf(), replay, '');
    await project();
    expect((await admin.replays()).replays[0]).toMatchObject({ isYours: true, isFinished: false, read: 2 });
    await finishReplay(depsOf(), replay, totals);
    expect(await as('support').replayById({ replayId: 'mine' })).toMatchObject({
      replay: { isFinished: true, read: 2, unreadable: 0, skipped: 0 },
      letters: [
        { id: idOf('one'), state: 'recovered' },
        { id: idOf('two'), state: 'recovered' },
      ],
      nextCursor: null,
    });
    const { groups } = await admin.groups({ state: 'recovered' });
    expect(groups.find((group) => group.signature === signature)).toMatchObject({ count: 2, open: 0 });
  });
});
