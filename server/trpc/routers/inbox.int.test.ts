import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '#server/auth/viewer.ts';
import { requestNotification } from '#server/commands/request-notification.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { escalationStream } from '#server/domain/escalation/events.ts';
import { messageStream } from '#server/domain/message/events.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { replyStream } from '#server/domain/reply/events.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { sampleFact } from '#server/testing/sample-events.ts';
import { openSending, receiptFor, type Sending } from '#server/testing/sending.ts';
import { createCaller } from '../router.ts';
import { inboxRouter } from './inbox.ts';

const ada = 'ada@example.com';
const bob = 'bob@example.com';
const number = '+15005550006';
const clock = { ms: 0 };
let sending: Sending;

beforeEach(async () => {
  clock.ms = Date.UTC(2026, 4, 3, 12, 0, 0);
  sending = await openSending(clock);
  sending.providers.in_app.isSetUp = true;
  await sending.knows('user-ada', { email: ada, sms: number });
  await sending.knows('user-bob', { email: bob });
});
afterEach(() => sending.close());

const callerOf = (email: string | null) => {
  const { db, eventStore, deps } = sending;
  const viewer: Viewer | null = email === null ? null : { userId: `account-${email}`, email, role: 'user' };
  const context = callerDeps({ db, eventStore, outbound: deps.outbound, now: deps.now });
  return createCaller({ viewer, deps: context }).inbox;
};

async function tell(userId: string, channels: readonly Channel[], key = userId): Promise<string> {
  const wish = receiptFor(userId, { channels: [...channels], idempotencyKey: key });
  const { notificationId } = await requestNotification(sending.deps, wish, sending.by());
  for (const channel of channels) {
    await sendMessage(sending.deps, { notificationId, channel, attempt: 0, template: null });
  }
  await sending.project();
  return notificationId;
}

async function stopTexts(): Promise<void> {
  await sending.eventStore.append([
    sampleFact(900, {
      stream: replyStream('sample'),
      type: 'ReplyReceived',
      data: { channel: 'sms', provider: 'sample', providerMessageId: 'r-1', wish: 'stop', scope: 'sender' },
      personal: { sender: number, raw: {} },
      subject: { kind: 'phone', value: number },
    }),
  ]);
}

const readsOf = async (id: string, channel: Channel) =>
  (await sending.eventStore.readStream(messageStream(`${id}-${channel}-0`))).filter(
    ({ type }) => type === 'MessageRead',
  );

describe('nothing of anybody else', () => {
  it('is shown or changed by any procedure, and a stranger gets nothing at all', async () => {
    const theirs = await tell('user-bob', ['in_app', 'email']);
    const calls = {
      list: (inbox) => inbox.list({}),
      unreadCount: (inbox) => inbox.unreadCount(),
      byId: (inbox) => inbox.byId({ id: theirs }),
      markRead: (inbox) => inbox.markRead({ id: theirs }),
      markUnread: (inbox) => inbox.markUnread({ id: theirs }),
      archive: (inbox) => inbox.archive({ id: theirs }),
      unarchive: (inbox) => inbox.unarchive({ id: theirs }),
      markAllRead: (inbox) => inbox.markAllRead({ upTo: '2027-01-01T00:00:00.000Z' }),
    } satisfies Record<string, (inbox: ReturnType<typeof callerOf>) => Promise<unknown>>;
    expect(Object.keys(inboxRouter._def.procedures).sort()).toEqual(Object.keys(calls).sort());
    const before = await sending.eventStore.newestPosition();
    for (const [name, call] of Object.entries(calls)) {
      await expect(call(callerOf(null)), name).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
      if (name === 'list') expect(await call(callerOf(ada))).toEqual({ rows: [], nextCursor: null });
      else if (name === 'unreadCount')
        expect(await call(callerOf(ada))).toEqual({ count: 0, atLeast: false });
      else if (name === 'markAllRead') expect(await call(callerOf(ada))).toEqual({ marked: 0 });
      else await expect(call(callerOf(ada)), name).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await sending.eventStore.newestPosition()).toBe(before);
    const foreign = await callerOf(ada)
      .byId({ id: theirs })
      .catch((error) => error.message);
    const unknown = await callerOf(ada)
      .byId({ id: 'ntf_unknown' })
      .catch((error) => error.message);
    expect(foreign).toBe(unknown);
  });
});

describe('reading', () => {
  it('is a receipt of the message in the app, once, and can be taken back for the inbox alone', async () => {
    const id = await tell('user-ada', ['email', 'in_app']);
    const inbox = callerOf(ada);
    expect(await inbox.unreadCount()).toEqual({ count: 1, atLeast: false });
    expect(await inbox.markRead({ id })).toEqual({ changed: true });
    await sending.project();
    expect(await inbox.markRead({ id })).toEqual({ changed: false });
    expect(await inbox.unreadCount()).toEqual({ count: 0, atLeast: false });
    expect(await readsOf(id, 'in_app')).toMatchObject([{ source: 'user', actor: `account-${ada}` }]);
    expect(await readsOf(id, 'email')).toEqual([]);
    expect(await inbox.markUnread({ id })).toEqual({ changed: true });
    clock.ms += 1_000;
    await sending.project();
    expect((await inbox.list({ tab: 'unread' })).rows).toMatchObject([{ id, unread: true }]);
    expect(await inbox.markRead({ id })).toEqual({ changed: true });
    expect(await readsOf(id, 'in_app')).toHaveLength(1);
  });

  it('is a receipt of what went out where nothing is in the app, and of nothing where nothing did', async () => {
    const mailed = await tell('user-ada', ['email'], 'mailed');
    await stopTexts();
    const silent = await tell('user-ada', ['sms'], 'silent');
    sending.providers.email.answers.push({
      outcome: 'refused',
      kind: 'hard_bounced',
      providerEvent: '400',
      codes: {},
      reason: 'no such mailbox',
    });
    const refused = await tell('user-ada', ['email'], 'refused');
    const inbox = callerOf(ada);
    await inbox.markRead({ id: mailed });
    await inbox.markRead({ id: refused });
    await inbox.markRead({ id: silent });
    expect(await readsOf(mailed, 'email')).toHaveLength(1);
    expect(await readsOf(silent, 'sms')).toEqual([]);
    expect(await readsOf(refused, 'email')).toEqual([]);
    await sending.project();
    expect((await inbox.list({})).rows.map(({ unread }) => unread)).toEqual([false, false, false]);
  });

  it('of everything vouches for nothing: no message gets a receipt, and what came later stays unread', async () => {
    const id = await tell('user-ada', ['in_app'], 'first');
    const upTo = sending.deps.now();
    clock.ms += 60_000;
    const later = await tell('user-ada', ['in_app'], 'second');
    const inbox = callerOf(ada);
    expect(await inbox.markAllRead({ upTo })).toEqual({ marked: 1 });
    await sending.project();
    expect((await inbox.list({ tab: 'unread' })).rows.map((row) => row.id)).toEqual([later]);
    expect(await readsOf(id, 'in_app')).toEqual([]);
    expect(await inbox.markAllRead({ upTo })).toEqual({ marked: 0 });
  });
});

it('puts an entry away and takes it back, each once', async () => {
  const id = await tell('user-ada', ['in_app']);
  const inbox = callerOf(ada);
  expect([await inbox.archive({ id }), await inbox.archive({ id })]).toEqual([
    { changed: true },
    { changed: false },
  ]);
  await sending.project();
  expect((await inbox.list({})).rows).toEqual([]);
  expect((await inbox.list({ tab: 'archived' })).rows).toMatchObject([{ id, archived: true, unread: false }]);
  expect(await inbox.unarchive({ id })).toEqual({ changed: true });
  await sending.project();
  expect((await inbox.list({})).rows).toMatchObject([{ id, archived: false, unread: true }]);
});

const shown = { outcome: 'accepted', providerMessageId: null, kind: 'delivered' } as const;

it('tells what was said, what was done on each channel, and why one was left out', async () => {
  sending.providers.in_app.answers.push(shown);
  await stopTexts();
  const id = await tell('user-ada', ['in_app', 'email', 'sms']);
  const entry = await callerOf(ada).byId({ id });
  expect(entry).toMatchObject({ title: 'Receipt: 49.90 EUR', isForeign: false, erased: false });
  expect(entry.content?.map(({ kind }) => kind)).toEqual(['text', 'text', 'facts']);
  expect(entry.rail).toMatchObject([
    { kind: 'attempt', channel: 'email', state: 'sent', reason: null },
    { kind: 'attempt', channel: 'in_app', state: 'delivered', reason: null },
    {
      kind: 'attempt',
      channel: 'sms',
      state: 'held_back',
      reason: { code: 'stop', since: '2026-05-03T09:15:00.000Z' },
    },
  ]);
  expect(entry.reach).toContainEqual({ channel: 'sms', state: 'held_back' });
  expect(JSON.stringify(entry)).not.toMatch(/example-(?:email|in_app)|@example\.com|\+1500/);
});

it('says what is still to come, and that it was left out once the person has seen it', async () => {
  sending.providers.in_app.answers.push(shown);
  const id = await tell('user-ada', ['in_app', 'email']);
  const planned = sampleFact(901, {
    stream: escalationStream(id),
    type: 'EscalationPlanned',
    data: {
      notificationId: id,
      messageId: `${id}-in_app-0`,
      category: 'billing',
      template: 'receipt',
      policy: {
        policyId: 'critical',
        version: 1,
        appliesTo: { category: 'billing' },
        critical: false,
        channel: 'in_app',
        steps: [
          {
            when: 'not_opened',
            within: '15m',
            after: 'delivered',
            send: { channel: 'sms', template: 'receipt' },
          },
          {
            when: 'not_delivered',
            within: '1h',
            after: 'accepted',
            send: { channel: 'push', template: 'receipt' },
          },
        ],
        giveUpAfter: '1d',
        unknownOpens: 'ignore',
      },
    },
    personal: null,
  });
  await sending.eventStore.append([planned]);
  await sending.project();
  const { rail } = await callerOf(ada).byId({ id });
  expect(rail.slice(-2)).toEqual([
    { kind: 'planned', channel: 'sms', at: '2026-05-03T12:15:00.000Z', unless: 'not_opened', isNext: true },
    { kind: 'planned', channel: 'push', at: null, unless: 'not_delivered', isNext: false },
  ]);
  const cancelled = sampleFact(902, {
    stream: escalationStream(id),
    type: 'EscalationCancelled',
    data: { notificationId: id, step: 0, messageId: `${id}-in_app-0`, seen: 'read', rule: null },
    personal: null,
  });
  await sending.eventStore.append([cancelled]);
  await sending.project();
  const after = await callerOf(ada).byId({ id });
  expect(after.rail.map(({ kind }) => kind).sort()).toEqual(['attempt', 'attempt', 'settled']);
});

it('shows what was erased as erased, and nothing of what it said', async () => {
  const id = await tell('user-ada', ['in_app']);
  const { eventStore } = sending;
  const subjectId = eventStore.subjectIdOf({ kind: 'user', value: 'user-ada' });
  await eventStore.eraseSubject(subjectId, {
    actor: 'user-admin',
    reason: 'asked for',
    at: sending.deps.now(),
  });
  await sending.project();
  const entry = await callerOf(ada).byId({ id });
  expect(entry).toMatchObject({ id, erased: true, title: null, preview: null, content: null });
  expect((await callerOf(ada).list({ q: 'receipt' })).rows).toEqual([]);
});
