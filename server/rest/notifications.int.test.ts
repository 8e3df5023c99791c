import { afterAll, beforeAll, expect, it } from 'vitest';
import { notificationStream } from '#server/domain/notification/events.ts';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';

let api: RestApi;
beforeAll(async () => {
  api = await openRestApi();
});
afterAll(() => api.close());

const receipt = {
  ...{ idempotencyKey: 'receipt-42', userId: 'ada', category: 'billing', template: 'receipt' },
  ...{ fill: { amount: '49.90 EUR', item: 'Team plan', number: '42' }, channels: ['email', 'sms'] },
};
const send = (body: unknown) => api.call('POST', '/notifications', { body });

it('takes a request, tells the engine which, and answers its repetition alike', async () => {
  const answer = await send(receipt);
  expect(answer).toMatchObject({ status: 202, json: { isNew: true } });
  const { notificationId } = answer.json;
  expect(api.told.toSend).toEqual([notificationId]);
  expect(api.told.nudges).toBe(1);
  expect(await send(receipt)).toMatchObject({ status: 202, json: { notificationId, isNew: false } });
  expect(await api.eventStore.readStream(notificationStream(notificationId))).toMatchObject([
    { actor: 'api-key-bootstrap' },
  ]);
  await api.project();
  expect(await api.call('GET', `/notifications/${notificationId}`)).toMatchObject({
    status: 200,
    json: { id: notificationId, userId: 'ada', channels: ['email', 'sms'], decisions: [], messages: [] },
  });
});

it('refuses a key that belongs to other content', async () => {
  expect(await send({ ...receipt, channels: ['sms'] })).toMatchObject({
    status: 409,
    json: { code: 'idempotency_key_reused' },
  });
});

it('names each field that does not fit, of one and of many', async () => {
  const wrong = { ...receipt, fill: { amount: 7, item: 'a\0b' }, category: 'none' };
  expect(await send(wrong)).toMatchObject({ status: 422, json: { errors: [{ path: 'body.fill.item' }] } });
  const { fill: _, ...unfilled } = { ...receipt, category: 'none' };
  const fields = ['category', 'fill.amount', 'fill.item', 'fill.number'];
  const one = await send(unfilled);
  expect(one.json.errors.map(({ path }: { path: string }) => path)).toEqual(
    fields.map((name) => `body.${name}`),
  );
  const many = await api.call('POST', '/notifications/batch', {
    body: { notifications: [receipt, unfilled] },
  });
  expect(many.json.errors.map(({ path }: { path: string }) => path)).toEqual(
    fields.map((name) => `body.notifications.1.${name}`),
  );
});

it('says that nothing is set up for a channel', async () => {
  expect(await send({ ...receipt, channels: ['push'] })).toMatchObject({
    status: 409,
    json: { code: 'channel_not_set_up' },
  });
});

it('takes a thousand at once, and not one more', async () => {
  const of = (count: number) => ({
    notifications: Array.from({ length: count }, (_, n) => ({ ...receipt, idempotencyKey: `many-${n}` })),
  });
  const before = api.told.toSend.length;
  const answer = await api.call('POST', '/notifications/batch', { body: of(1_000) });
  expect(answer.status).toBe(202);
  expect(answer.json.items).toHaveLength(1_000);
  expect(api.told.toSend.slice(before)).toEqual(
    answer.json.items.map((item: { notificationId: string }) => item.notificationId),
  );
  expect((await api.call('POST', '/notifications/batch', { body: of(1_001) })).status).toBe(422);
});

it('knows no notification that nobody asked for', async () => {
  expect(await api.call('GET', '/notifications/ntf_none')).toMatchObject({
    status: 404,
    json: { code: 'notification_unknown' },
  });
});
