import { beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '#server/auth/viewer.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { ada, adasPhone, type Erasing, handedOver, openErasing } from '#server/testing/erasing.ts';
import { sampleFact } from '#server/testing/sample-events.ts';

let api: Erasing;

beforeEach(async () => {
  api = await openErasing();
  return () => api.close();
});

describe('a confirmed wish', () => {
  it('makes everything of the person unreadable, and nothing of anybody else', async () => {
    await api.close();
    api = await openErasing({ bobHasPhone: true });
    const erasureId = await api.asked();
    await api.admin().confirm({ erasureId, reason: 'checked by phone', tell: true });
    await api.project();
    const { eventStore } = api;
    expect(await eventStore.readStream('message-m-ada')).toMatchObject([{ personal: null, erased: true }]);
    expect(await eventStore.readStream('message-m-bob')).toMatchObject([{ erased: false }]);
    const [email, , removed] = await eventStore.readStream(contactStream('user-ada'));
    expect(email).toMatchObject({ personal: null });
    // Bob has this telephone as well: it stays readable, but is Ada's no more.
    expect(removed).toMatchObject({ type: 'ContactAddressRemoved', data: { channel: 'sms' } });
    const [, phone] = await eventStore.readStream(contactStream('user-bob'));
    expect(phone).toMatchObject({ personal: { address: adasPhone.value } });
    const done = await eventStore.readStream(`erasure-${erasureId}`);
    expect(done.at(-1)).toMatchObject({
      type: 'ErasureCompleted',
      data: { subjects: 2, shared: 1, told: true },
    });
    expect(done[0]).toMatchObject({ type: 'ErasureRequested', personal: null, erased: true });
    const [row] = await api.sql`select address from read_models.contacts where key = 'email/user-ada'`;
    expect(row).toEqual({ address: null });
  });

  it('forgets the account with all that hangs on it, and keeps the last mail, in the language asked in', async () => {
    await api.admin().confirm({ erasureId: await api.asked(), reason: 'checked', tell: true });
    const { sql } = api;
    expect(await sql`select id from users`).toEqual([{ id: 'account-bob' }]);
    expect(await sql`select token_hash from sessions`).toEqual([{ token_hash: 'bob' }]);
    expect(await sql`select token_hash from verification_tokens`).toEqual([{ token_hash: 'bob' }]);
    expect(await sql`select token_hash from embedded_sessions`).toEqual([{ token_hash: 'bob' }]);
    expect(await sql`select recipient, subject from local_mails order by id`).toEqual([
      { recipient: 'bob@example.com', subject: 's' },
      { recipient: 'ada@example.com', subject: 'Alles über Sie wird gelöscht' },
    ]);
  });

  it('forgets the account under the address of somebody whom the host handed over', async () => {
    await api.admin().confirm({ erasureId: await api.asked(handedOver), reason: 'checked', tell: true });
    expect(await api.sql`select id from users`).toEqual([{ id: 'account-bob' }]);
    expect(await api.sql`select token_hash from sessions`).toEqual([{ token_hash: 'bob' }]);
  });

  it('still keeps to a suppression, by the hash of the address', async () => {
    await api.admin().confirm({ erasureId: await api.asked(), reason: 'checked', tell: true });
    await api.project();
    const check = { body: { channel: 'email', addresses: ['ada@example.com'] } };
    const { json } = await api.call('POST', '/suppressions/check', check);
    expect(JSON.stringify(json)).toContain('hard_bounce');
  });

  it('has the API say that nothing can be sent to the person any more, and to others it can', async () => {
    const wish = (userId: string, idempotencyKey: string) => ({
      idempotencyKey,
      userId,
      category: 'billing',
      content: { email: { subject: 'Receipt', html: '<p>Thank you.</p>', text: 'Thank you.' } },
      channels: ['email'],
    });
    const send = (userId: string, key: string) =>
      api.call('POST', '/notifications', { body: wish(userId, key) });
    expect(await send('user-ada', 'before')).toMatchObject({ status: 202 });
    await api.admin().confirm({ erasureId: await api.asked(), reason: 'checked', tell: true });
    const after = await send('user-ada', 'after');
    expect(after).toMatchObject({ status: 409, json: { code: 'person_erased' } });
    expect(await send('user-bob', 'his')).toMatchObject({ status: 202 });
    const body = { notifications: [wish('user-ada', 'b-1'), wish('user-bob', 'b-2')] };
    const batch = await api.call('POST', '/notifications/batch', { body });
    expect(batch.json.items).toMatchObject([
      { outcome: 'refused', refusal: 'person_erased' },
      { outcome: 'requested' },
    ]);
  });

  it('erases nothing while the last mail is refused, and goes on when confirmed again', async () => {
    const erasureId = await api.asked();
    const sayFarewell = () => Promise.reject(new Error('ada@example.com: 421'));
    const failing = { accounts: { ...api.accounts, sayFarewell } };
    const confirm = (tell: boolean) => api.admin(failing).confirm({ erasureId, reason: 'checked', tell });
    await expect(confirm(true)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.not.stringContaining('ada@'),
    });
    expect(await api.eventStore.readStream('message-m-ada')).toMatchObject([{ erased: false }]);
    await api.project();
    expect((await api.admin().list({ which: 'waiting' })).erasures).toMatchObject([{ status: 'confirmed' }]);
    await confirm(false);
    expect(await api.eventStore.readStream('message-m-ada')).toMatchObject([{ erased: true }]);
    expect((await api.eventStore.readStream(`erasure-${erasureId}`)).at(-1)).toMatchObject({
      data: { told: false },
    });
  });

  it('is nothing to do a second time', async () => {
    const erasureId = await api.asked();
    await api.admin().confirm({ erasureId, reason: 'checked', tell: true });
    const before = await api.eventStore.newestPosition();
    await api.admin().confirm({ erasureId, reason: 'checked', tell: true });
    expect(await api.eventStore.newestPosition()).toBe(before);
    await api.project();
    expect((await api.admin().list({ which: 'waiting' })).erasures).toEqual([]);
    expect((await api.admin().list({ which: 'over' })).erasures).toMatchObject([
      { status: 'completed', address: null },
    ]);
  });

  it('forgets the account of somebody who comes back and asks again', async () => {
    await api.admin().confirm({ erasureId: await api.asked(), reason: 'checked', tell: true });
    await api.sql`insert into users (id, email, role, created_at) values ('account-new', 'ada@example.com', 'user', now())`;
    const again: Viewer = { ...ada, userId: 'account-new' };
    expect(await api.callerOf(again).mine()).toMatchObject({ status: 'completed' });
    await api.admin().confirm({ erasureId: await api.asked(again), reason: 'checked', tell: true });
    expect(await api.sql`select id from users`).toEqual([{ id: 'account-bob' }]);
  });

  it('never erases an address where somebody else was told something', async () => {
    await api.eventStore.append([
      sampleFact(60, {
        stream: 'notification-ntf_bob',
        type: 'NotificationRequested',
        data: {
          notificationId: 'ntf_bob',
          userId: 'user-bob',
          category: 'billing',
          template: 'custom',
          channels: ['sms'],
          criticality: 'normal',
          contentHash: 'hash',
        },
        personal: { idempotencyKey: 'k' },
        subject: { kind: 'user', value: 'user-bob' },
      }),
      sampleFact(61, {
        stream: 'message-ntf_bob-sms-0',
        type: 'MessageRequested',
        data: {
          messageId: 'ntf_bob-sms-0',
          notificationId: 'ntf_bob',
          channel: 'sms',
          category: 'billing',
          template: 'custom',
          attempt: 0,
        },
        personal: { recipient: adasPhone.value },
        subject: adasPhone,
      }),
    ]);
    await api.asked();
    const { erasures } = await api.admin().list({ which: 'waiting' });
    expect(erasures).toMatchObject([{ scope: { subjects: 2, shared: 1 } }]);
    await api.admin().confirm({ erasureId: erasures[0]?.erasureId ?? '', reason: 'checked', tell: true });
    expect(await api.eventStore.erasedAmong([api.subjectIdOf('phone', adasPhone.value)])).toEqual(new Set());
    expect(await api.eventStore.erasedAmong([api.subjectIdOf('user', 'user-ada')])).toHaveProperty('size', 1);
  });
});
