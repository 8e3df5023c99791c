import { beforeEach, describe, expect, it } from 'vitest';
import { accountOf } from '#server/auth/account-of.ts';
import type { Viewer } from '#server/auth/viewer.ts';
import { askForErasure } from '#server/commands/ask-for-erasure.ts';
import { changePreferences } from '#server/commands/change-preferences.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { subjectStream } from '#server/domain/subject/events.ts';
import { ada, adasPhone, bob, type Erasing, handedOver, openErasing } from '#server/testing/erasing.ts';
import { sampleFact, sampleReport } from '#server/testing/sample-events.ts';
import { personOf } from './person.ts';
import { type PersonRecord, personRecords } from './person-records.ts';

let api: Erasing;

/** Ada and Bob share a telephone, and each was told something of their own on it, and by mail. */
beforeEach(async () => {
  api = await openErasing({ bobHasPhone: true });
  for (const [n, userId] of ['user-ada', 'user-bob'].entries()) {
    await api.eventStore.append([
      sampleFact(100 + n, {
        stream: `notification-ntf_${userId}`,
        type: 'NotificationRequested',
        data: {
          notificationId: `ntf_${userId}`,
          userId,
          category: 'billing',
          template: 'custom',
          channels: ['sms', 'email'],
          criticality: 'normal',
          contentHash: `hash-${n}`,
        },
        personal: {
          idempotencyKey: `key of ${userId}`,
          content: { in_app: { title: `Receipt of ${userId}`, body: `Paid by ${userId}.` } },
        },
        subject: { kind: 'user', value: userId },
      }),
      sampleFact(110 + n, {
        stream: `message-ntf_${userId}-sms-0`,
        type: 'MessageRequested',
        data: {
          messageId: `ntf_${userId}-sms-0`,
          notificationId: `ntf_${userId}`,
          channel: 'sms',
          category: 'billing',
          template: 'custom',
          attempt: 0,
        },
        personal: { recipient: adasPhone.value },
        subject: adasPhone,
      }),
    ]);
    await changePreferences(api, {
      userId,
      wishes: [
        { type: 'ChangePreference', target: { category: 'product', channel: 'email' }, enabled: false },
        { type: 'PauseAll', until: null },
      ],
      by: { actor: n === 0 ? ada.userId : 'admin-7', source: n === 0 ? 'user' : 'admin' },
      at: api.told.now,
    });
    const subjectId = api.subjectIdOf('user', userId);
    await api.eventStore.append([
      sampleFact(120 + n, {
        stream: subjectStream(subjectId),
        type: 'PersonalDataRevealed',
        data: { subjectId, kind: 'contact', id: userId, why: `called about ${userId}` },
        personal: null,
      }),
    ]);
  }
  await api.project();
  return () => api.close();
});

async function recordsOf(viewer: Viewer, withEvents = true): Promise<readonly PersonRecord[]> {
  const deps = { db: api.db, eventStore: api.eventStore, now: () => api.told.now };
  const asker = {
    viewer,
    person: await personOf(deps, viewer),
    account: await accountOf(api.sql, viewer),
  };
  const records: PersonRecord[] = [];
  for await (const record of personRecords(deps, asker, { withEvents })) records.push(record);
  return records;
}
const kindsOf = (records: readonly PersonRecord[]) => [...new Set(records.map(({ kind }) => kind))].sort();
const eventIds = (records: readonly PersonRecord[]) =>
  records.flatMap((one) => (one.kind === 'event' ? [one.id] : []));

describe('what is kept about somebody', () => {
  it('is all there: account, addresses, what stands against them, choices, all that was sent, and who looked', async () => {
    await askForErasure(api, {
      asker: { kind: 'email', value: 'ada@example.com' },
      userIds: ['user-ada'],
      subjectIds: [api.subjectIdOf('email', 'ada@example.com')],
      language: 'en',
      actor: ada.userId,
      at: api.told.now,
    });
    const records = await recordsOf(ada);
    expect(kindsOf(records)).toEqual([
      ...['access', 'account', 'address', 'erasure', 'event', 'export', 'message', 'notification'],
      ...['preference_change', 'preferences', 'suppression'],
    ]);
    const of = (kind: PersonRecord['kind']) => records.filter((one) => one.kind === kind);
    expect(of('account')).toMatchObject([{ email: 'ada@example.com', sessionsUntil: [expect.any(String)] }]);
    expect(of('address')).toMatchObject([
      { channel: 'email', address: 'ada@example.com' },
      { channel: 'sms', address: adasPhone.value },
    ]);
    expect(of('suppression')).toMatchObject([{ reason: 'hard_bounce', address: 'ada@example.com' }]);
    expect(of('notification')).toMatchObject([
      {
        id: 'ntf_user-ada',
        title: 'Receipt of user-ada',
        content: [{ kind: 'text', text: 'Paid by user-ada.' }],
        messages: [{ channel: 'sms', recipient: adasPhone.value }],
      },
    ]);
    expect(
      of('message')
        .map((one) => one.kind === 'message' && one.id)
        .sort(),
    ).toEqual(['message-m-ada', 'message-m-gone']);
    expect(of('preference_change')).toHaveLength(2);
    expect(of('access')).toMatchObject([{ to: 'contact', why: 'called about user-ada' }]);
    expect(of('erasure')).toMatchObject([{ state: { status: 'open' } }]);
  });

  it('says of each message why it was sent or not, with every check', async () => {
    const decision = {
      verdict: 'skip' as const,
      rule: 'budget' as const,
      askAgainAt: null,
      checks: sendRules.map((rule, n) => ({
        ...{ rule, version: 1, input: { n }, because: [], until: null },
        verdict: rule === 'budget' ? ('fail' as const) : ('pass' as const),
      })),
    };
    const message = {
      messageId: 'ntf_user-ada-sms-0',
      notificationId: 'ntf_user-ada',
      channel: 'sms' as const,
      category: 'billing',
    };
    const decided = sampleFact(130, {
      stream: decisionStream(message.messageId),
      type: 'SendDecided',
      data: { ...message, decision },
      personal: null,
    });
    await api.eventStore.append([decided]);
    await api.project();
    const told = (await recordsOf(ada)).filter((one) => one.kind === 'notification');
    expect(told.map((one) => one.decisions)).toStrictEqual([
      [{ ...message, ...decision, decidedAt: decided.occurredAt, eventId: 'api/fact-130' }],
    ]);
  });

  it('holds every event about them once, with what is personal opened', async () => {
    const ids = eventIds(await recordsOf(ada));
    expect(new Set(ids).size).toBe(ids.length);
    const about = await api.sql<{ id: string }[]>`
      select source || '/' || source_event_id as id from events
      where data::text like '%user-ada%' or stream like '%user-ada%'
        or subject_id in (${api.subjectIdOf('email', 'ada@example.com')}, ${api.subjectIdOf('user', 'user-ada')})`;
    expect(about.length).toBeGreaterThan(8);
    expect(ids.toSorted()).toEqual(about.map(({ id }) => id).sort());
    const records = await recordsOf(ada);
    expect(records.find((one) => one.kind === 'event' && one.type === 'MessageDelivered')).toMatchObject({
      personal: { recipient: 'ada@example.com' },
    });
  });

  it.each([
    ['Ada', ada, ['user-bob', 'bob@example.com', 'admin-7', 'm-bob']],
    ['Ada, handed over', handedOver, ['user-bob', 'bob@example.com', 'admin-7', 'account-ada']],
    ['Bob', bob, ['user-ada', 'ada@example.com', 'account-ada', 'm-ada']],
  ] as const)(
    'names nobody else to %s, not even at a telephone that they share',
    async (_, viewer, others) => {
      const text = JSON.stringify(await recordsOf(viewer));
      for (const other of others) expect(text).not.toContain(other);
      expect(text).toContain(viewer.email === 'bob@example.com' ? 'Paid by user-bob.' : 'Paid by user-ada.');
    },
  );

  it('is less for somebody who was handed over, who proved no address: what went there without a name stays out', async () => {
    const text = JSON.stringify(await recordsOf(handedOver));
    expect(text).not.toContain('m-ada');
    expect(text).toContain('ntf_user-ada');
  });

  it('is told without events where only what is readable is wanted', async () => {
    expect(eventIds(await recordsOf(ada, false))).toEqual([]);
    expect(await recordsOf(ada, false)).toEqual(
      (await recordsOf(ada)).filter(({ kind }) => kind !== 'event'),
    );
  });

  it('is next to nothing for somebody whom nobody knows', async () => {
    const stranger: Viewer = { userId: 'account-new', email: 'new@example.com', role: 'user' };
    expect(kindsOf(await recordsOf(stranger))).toEqual(['account', 'export']);
  });

  it('reads on over many pages', async () => {
    await api.eventStore.append(
      Array.from({ length: 620 }, (_, n) =>
        sampleReport(1_000 + n, { recipient: 'ada@example.com', messageId: `m-many-${n}` }),
      ),
    );
    await api.project();
    const records = await recordsOf(ada);
    const many = (text: string) => text.includes('m-many-');
    expect(records.filter((one) => one.kind === 'message' && many(one.id))).toHaveLength(620);
    expect(records.filter((one) => one.kind === 'event' && many(one.stream))).toHaveLength(620);
  });

  it('holds nothing that names them once they are erased', async () => {
    const erasureId = await api.asked();
    await api.admin().confirm({ erasureId, reason: 'checked', tell: false });
    await api.project();
    // The address in these two is the one they have just signed in with.
    const ofSession = ['account', 'suppression'];
    const records = (await recordsOf(ada)).filter(({ kind }) => !ofSession.includes(kind));
    const text = JSON.stringify(records);
    for (const gone of ['ada@example.com', 'Paid by', 'Receipt of', 'Invoice', 'key of']) {
      expect(text).not.toContain(gone);
    }
  });
});
