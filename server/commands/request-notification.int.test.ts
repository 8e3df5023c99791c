import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notificationStream } from '#server/domain/notification/events.ts';
import { openSending, receiptFor, type Sending } from '#server/testing/sending.ts';
import { addSuppression } from './add-suppression.ts';
import { requestBatch } from './request-batch.ts';
import { requestNotification } from './request-notification.ts';

let sending: Sending;
beforeAll(async () => {
  sending = await openSending({ ms: Date.parse('2026-11-21T12:00:00.000Z') });
});
afterAll(() => sending.close());

const request = (...asked: Parameters<typeof receiptFor>) =>
  requestNotification(sending.deps, receiptFor(...asked), sending.by());
const stored = async (id: string) => await sending.eventStore.readStream(notificationStream(id));
const reused = expect.objectContaining({ name: 'DomainError', code: 'idempotency_key_reused' });

describe('a request', () => {
  it('is stored with all that must be told, sealed under the person', async () => {
    const { notificationId, isNew } = await request('ada', {
      reference: 'orders/42',
      metadata: { order: '42' },
      addresses: { sms: '+15005550006' },
      value: { currency: 'EUR', amountMicros: 49_900_000 },
    });
    expect(isNew).toBe(true);
    expect(await stored(notificationId)).toMatchObject([
      {
        data: {
          ...{ notificationId, userId: 'ada', category: 'billing', template: 'receipt', channels: ['email'] },
          ...{ criticality: 'normal', value: { currency: 'EUR', amountMicros: 49_900_000 } },
        },
        personal: {
          ...{ idempotencyKey: 'receipt-ada', dataReference: 'orders/42', metadata: { order: '42' } },
          fill: { amount: '49.90 EUR', item: 'Team plan', number: '42' },
          addresses: { sms: '+15005550006' },
        },
        subjectId: sending.eventStore.subjectIdOf({ kind: 'user', value: 'ada' }),
        ...{ source: 'api', actor: 'api-key-shop' },
      },
    ]);
  });

  it('has one answer for one key, also to many at once and in another order of properties', async () => {
    const first = await Promise.all([1, 2, 3, 4].map(() => request('ben')));
    expect(new Set(first.map(({ notificationId }) => notificationId)).size).toBe(1);
    expect(first.filter(({ isNew }) => isNew)).toHaveLength(1);
    const again = await request('ben', { fill: { number: '42', item: 'Team plan', amount: '49.90 EUR' } });
    expect(again).toStrictEqual({ notificationId: first[0]?.notificationId, isNew: false });
    expect(await stored(again.notificationId)).toHaveLength(1);
  });

  it('is refused when its key belongs to another, also when both come at once', async () => {
    await request('eve');
    await expect(request('eve', { channels: ['sms'] })).rejects.toThrow(reused);
    const race = await Promise.allSettled([
      request('dan', { idempotencyKey: 'race' }),
      request('dan', { idempotencyKey: 'race', channels: ['sms'] }),
    ]);
    expect(race.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('without a key is a new one each time', async () => {
    const ids = await Promise.all([1, 2].map(() => request('fay', { idempotencyKey: undefined })));
    expect(ids.map(({ isNew }) => isNew)).toEqual([true, true]);
  });

  it('is refused where nothing could carry it', async () => {
    await expect(request('gus', { channels: ['push'] })).rejects.toMatchObject({
      code: 'channel_not_set_up',
    });
  });

  it('to an address alone is sealed under that', async () => {
    const { notificationId } = await request('none', {
      ...{ userId: undefined, addresses: { email: 'x@example.com' }, idempotencyKey: 'address-alone' },
    });
    const [event] = await stored(notificationId);
    expect(event?.subjectId).toBe(sending.eventStore.subjectIdOf({ kind: 'email', value: 'x@example.com' }));
  });
});

describe('a batch', () => {
  const batch = (...wishes: ReturnType<typeof receiptFor>[]) =>
    requestBatch({ ...sending.deps, db: sending.db }, wishes, sending.by());
  const to = (n: number, changes = {}) => receiptFor(`person-${n}`, changes);

  beforeAll(async () => {
    for (let n = 0; n < 4; n += 1) {
      await sending.knows(`person-${n}`, { email: `p${n}@example.com`, sms: `+1500555010${n}` });
    }
    const by = { actor: 'admin-1', source: 'admin' } as const;
    const wish = { reason: 'manual', scope: 'all_but_security', expiresAt: null, why: null, by } as const;
    const at = sending.by().at;
    await addSuppression(sending, { ...wish, channel: 'email', address: 'p1@example.com', at });
    await addSuppression(sending, { ...wish, channel: 'email', address: 'p2@example.com', at });
    await addSuppression(sending, { ...wish, channel: 'sms', address: '+15005550102', at });
    await sending.project();
  });

  it('starts runs for those alone who can be told, and says why of the others', async () => {
    const both = { channels: ['email' as const, 'sms' as const] };
    const { answers, toSend } = await batch(
      to(0),
      to(1),
      to(2, both),
      to(3, both),
      to(1, { ...both, idempotencyKey: 'b' }),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      ...['requested', 'suppressed', 'suppressed', 'requested', 'requested'],
    ]);
    const ids = answers.map(({ notificationId }) => notificationId ?? '');
    expect(toSend).toEqual([ids[0], ids[3], ids[4]]);
    expect(await sending.told(`${ids[1]}-email-0`)).toStrictEqual({
      events: ['MessageSkipped'],
      decisions: ['suppressed'],
    });
    expect(await sending.told(`${ids[2]}-sms-0`)).toMatchObject({ decisions: ['suppressed'] });
    expect(await sending.told(`${ids[4]}-email-0`)).toStrictEqual({ events: [], decisions: [] });
  });

  it('does not hold back security for a suppression that does not', async () => {
    const fill = { code: '402913', validForMinutes: 10 };
    const code = { category: 'security', template: 'sign-in-code', fill, idempotencyKey: 'code' };
    expect((await batch(to(1, code))).answers).toMatchObject([{ outcome: 'requested' }]);
  });

  it('refuses each that does not fit by itself, and takes the same batch again', async () => {
    const key = { idempotencyKey: 'batch-key' };
    const wishes = [
      to(0, key),
      to(0, { ...key, channels: ['sms'] }),
      to(3, { channels: ['push'], idempotencyKey: 'p' }),
    ];
    const expected = [
      { outcome: 'requested' },
      { notificationId: null, outcome: 'refused', refusal: 'idempotency_key_reused' },
      { notificationId: null, outcome: 'refused', refusal: 'channel_not_set_up' },
    ];
    const first = await batch(...wishes);
    expect(first.answers).toMatchObject(expected);
    expect(await batch(...wishes)).toStrictEqual(first);
    expect((await batch(to(0, { ...key, channels: ['sms'] }))).answers).toMatchObject([expected[1]]);
  });

  it('of 1,000 asks the database of suppressions once', async () => {
    let statements = 0;
    const counting = new Proxy(sending.db, {
      get(db, name, receiver) {
        if (name === 'execute') statements += 1;
        return Reflect.get(db, name, receiver);
      },
    });
    const wishes = Array.from({ length: 1_000 }, (_, n) => to(n % 4, { idempotencyKey: `many-${n}` }));
    const deps = { ...sending.deps, db: counting };
    const { answers, toSend } = await requestBatch(deps, wishes, sending.by());
    expect(statements).toBe(1);
    expect(answers).toHaveLength(1_000);
    expect(toSend).toHaveLength(500);
  });
});
