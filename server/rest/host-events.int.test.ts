import { beforeEach, describe, expect, it } from 'vitest';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';
import { sampleReport } from '#server/testing/sample-events.ts';

let api: RestApi;
const jane = 'jane@example.com';
const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();

beforeEach(async () => {
  api = await openRestApi();
  return () => api.close();
});

const call = async (method: string, path: string, body?: unknown, key?: string) => {
  const answer = await api.call(method, path, {
    ...(body === undefined ? {} : { body }),
    ...(key === undefined ? {} : { key }),
  });
  return { status: answer.status, ...answer.json };
};
const newEvents = async (after: number) =>
  api.eventStore.readRange({ after, upTo: await api.eventStore.safePosition(), limit: 100 });

describe('events of the host product', () => {
  beforeEach(async () => {
    await api.eventStore.append([sampleReport(1, { messageId: 'a', recipient: jane })]);
    await api.project();
  });

  const read = { id: 'evt-1', type: 'read', messageId: 'a', occurredAt: at(30) };
  const sale = {
    ...{ id: 'evt-2', type: 'converted', messageId: 'a', conversion: 'invoice_paid' },
    value: { currency: 'EUR', amountMicros: 12_500_000 },
  };

  it('become facts about the message, sealed with the rest about its person', async () => {
    expect(await call('POST', '/events', read)).toMatchObject({
      status: 200,
      recorded: true,
      messageId: 'a',
    });
    expect(await call('POST', '/events', sale)).toMatchObject({ status: 200, recorded: true });
    await api.project();
    expect(await call('GET', '/messages/a')).toMatchObject({
      engagement: 'converted',
      reads: 1,
      provider: 'sample',
      recipient: jane,
      convertedMicros: { EUR: 12_500_000 },
    });
    const { items } = await call('GET', '/messages/a/timeline');
    expect(items).toMatchObject([
      { type: 'delivered' },
      { id: 'api/event:evt-1', type: 'read', occurredAt: at(30), source: 'api', providerEventId: null },
      { type: 'converted', conversion: 'invoice_paid', value: sale.value },
    ]);
    const subjectId = api.eventStore.subjectIdOf({ kind: 'email', value: jane });
    await api.eventStore.eraseSubject(subjectId, { actor: 'admin', reason: 'asked for', at: at(60) });
    expect((await call('GET', '/messages/a/timeline')).items[1]).toMatchObject({
      erased: true,
      recipient: null,
    });
  });

  it('are recorded once, however often they are told; another event needs another id', async () => {
    await call('POST', '/events', read);
    const { occurredAt: _, ...timeless } = read;
    for (const again of [read, timeless]) {
      expect(await call('POST', '/events', again)).toMatchObject({ status: 200, recorded: false });
    }
    for (const other of [
      { ...sale, id: 'evt-1' },
      { ...read, occurredAt: at(31) },
    ]) {
      expect(await call('POST', '/events', other)).toMatchObject({
        status: 409,
        code: 'idempotency_key_reused',
      });
    }
    await call('POST', '/events', sale);
    const dearer = { ...sale, value: { currency: 'EUR', amountMicros: 1 } };
    expect(await call('POST', '/events', dearer)).toMatchObject({ status: 409 });
    expect(await newEvents(0)).toHaveLength(3);
  });

  it('are taken for a message that no read model knows yet', async () => {
    await api.eventStore.append([sampleReport(2, { messageId: 'just-sent', recipient: jane })]);
    const told = await call('POST', '/events', { ...read, messageId: 'just-sent' });
    expect(told).toMatchObject({ recorded: true, messageId: 'just-sent' });
  });

  it('are refused for a message that is not known, of nobody, not sent, or in the future', async () => {
    expect(await call('POST', '/events', { ...read, messageId: 'none' })).toMatchObject({ status: 404 });
    const future = { ...read, occurredAt: '2026-05-03T10:05:01Z' };
    expect(await call('POST', '/events', future)).toMatchObject({
      status: 400,
      code: 'occurred_in_the_future',
    });
    expect(
      await call('POST', '/events', {
        ...sale,
        messageId: 'a',
        value: { currency: 'EUR', amountMicros: -1 },
      }),
    ).toMatchObject({ status: 422 });
    const requested = { messageId: 'b', notificationId: 'n', channel: 'email', category: 'billing' } as const;
    await api.eventStore.append([
      {
        ...sampleReport(3, { messageId: 'b' }),
        type: 'MessageRequested',
        data: { ...requested, template: 'receipt', attempt: 0 },
        personal: { recipient: jane },
        subject: { kind: 'email', value: jane },
      },
    ]);
    expect(await call('POST', '/events', { ...read, messageId: 'b' })).toMatchObject({
      status: 409,
      code: 'message_unsent',
    });
    const subjectId = api.eventStore.subjectIdOf({ kind: 'email', value: jane });
    await api.eventStore.eraseSubject(subjectId, { actor: 'admin', reason: 'asked for', at: at(60) });
    await api.project();
    expect(await call('POST', '/events', read)).toMatchObject({ status: 409, code: 'message_of_nobody' });
  });
});
