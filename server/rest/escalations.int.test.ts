import { beforeEach, describe, expect, it } from 'vitest';
import { samplePolicy, sampleStep } from '#server/domain/escalation/escalation-history.ts';
import { type EscalationEvent, escalationStream } from '#server/domain/escalation/events.ts';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';
import { sampleFact } from '#server/testing/sample-events.ts';

let api: RestApi;
beforeEach(async () => {
  api = await openRestApi();
  return () => api.close();
});

const policy = samplePolicy({ policyId: 'late', version: 3, steps: [sampleStep(), sampleStep()] });
const ofStep = { notificationId: 'ntf_1', step: 0 };
const text = { ...ofStep, messageId: 'ntf_1-sms-1' };
const planned: EscalationEvent = {
  type: 'EscalationPlanned',
  data: {
    ...{ notificationId: 'ntf_1', messageId: 'ntf_1-email-0', category: 'billing', template: 'receipt' },
    policy,
  },
  personal: null,
};
const intended: EscalationEvent = {
  type: 'EscalationIntended',
  data: { ...text, channel: 'sms', template: 'receipt', because: 'hard_bounced', price: null },
  personal: null,
};
const unknown: EscalationEvent = { type: 'EscalationOutcomeUnknown', data: text, personal: null };
const settled: EscalationEvent = {
  type: 'EscalationSettled',
  data: { ...text, outcome: 'sent', by: 'report' },
  personal: null,
};

async function happened(...events: readonly EscalationEvent[]): Promise<void> {
  const stream = escalationStream('ntf_1');
  await api.eventStore.append(events.map((event, index) => sampleFact(index + 1, { stream, ...event })));
}

/** One that no policy is for. */
async function notification(): Promise<string> {
  const fill = { amount: '49.90 EUR', item: 'Team plan', number: '42' };
  const body = { userId: 'ada', category: 'billing', template: 'receipt', fill, channels: ['email'] };
  return (await api.call('POST', '/notifications', { body })).json.notificationId;
}

describe('the escalation of a notification', () => {
  const get = (id: string) => api.call('GET', `/notifications/${id}/escalation`);

  it('is told decision by decision, with what is known of each', async () => {
    await happened(planned, intended, settled);
    const { status, json } = await get('ntf_1');
    expect(status).toBe(200);
    const unsaid = { policy: null, channel: null, because: null, outcome: null, seen: null, reason: null };
    const ofPlan = { type: 'planned', step: null, messageId: 'ntf_1-email-0' };
    const ofText = { step: 0, messageId: 'ntf_1-sms-1' };
    expect(json.items).toMatchObject([
      { ...unsaid, ...ofPlan, policy: { id: 'late', version: 3 } },
      { ...unsaid, ...ofText, type: 'intended', because: 'hard_bounced', channel: 'sms' },
      { ...unsaid, ...ofText, type: 'settled', outcome: 'sent' },
    ]);
    expect(json.items.map(({ position }: { position: number }) => position)).toEqual([1, 2, 3]);
  });

  it('is empty where no policy is for it, and not there for a notification that is not', async () => {
    expect(await get(await notification())).toMatchObject({ status: 200, json: { items: [] } });
    expect(await get('ntf_none')).toMatchObject({ status: 404, json: { code: 'notification_unknown' } });
  });
});

describe('a step whose outcome is unknown', () => {
  const settle = (body: unknown, id = 'ntf_1') =>
    api.call('POST', `/notifications/${id}/escalation/settle`, { body });
  const notSent = { step: 0, outcome: 'not_sent' };

  it('is settled by whoever found out, and those who wait are told', async () => {
    await happened(planned, intended, unknown);
    const answer = await settle(notSent);
    expect(answer).toMatchObject({ status: 200, json: { items: [{}, {}, { type: 'outcome_unknown' }, {}] } });
    expect(answer.json.items.at(-1)).toMatchObject({ type: 'settled', step: 0, outcome: 'not_sent' });
    const [last] = (await api.eventStore.readStream(escalationStream('ntf_1'))).slice(-1);
    expect(last).toMatchObject({ data: { by: 'person' }, actor: 'api-key-bootstrap' });
    expect(api.told).toMatchObject({ escalations: ['ntf_1'], nudges: 1 });
  });

  it('is settled once: the same answer changes nothing, another is refused', async () => {
    await happened(planned, intended, unknown);
    const first = await settle(notSent);
    const before = await api.eventStore.newestPosition();
    expect(await settle(notSent)).toMatchObject({ status: 200, json: first.json });
    expect(await settle({ step: 0, outcome: 'sent' })).toMatchObject({
      status: 409,
      json: { code: 'outcome_not_unknown' },
    });
    expect(await api.eventStore.newestPosition()).toBe(before);
  });

  it.each([
    ['is still waited for', [planned, intended], notSent],
    ['is known', [planned, intended, settled], notSent],
    ['is another', [planned, intended, unknown], { step: 1, outcome: 'sent' }],
  ])('is not one that %s', async (_, events, body) => {
    await happened(...events);
    expect(await settle(body)).toMatchObject({ status: 409, json: { code: 'outcome_not_unknown' } });
    expect(await api.eventStore.newestPosition()).toBe(events.length);
    expect(api.told.escalations).toEqual([]);
  });

  it('is none of a notification that is not, or that no policy is for', async () => {
    expect(await settle(notSent, 'ntf_none')).toMatchObject({
      status: 404,
      json: { code: 'notification_unknown' },
    });
    expect(await settle(notSent, await notification())).toMatchObject({
      status: 409,
      json: { code: 'outcome_not_unknown' },
    });
  });

  it('is settled as what there is', async () => {
    await happened(planned, intended, unknown);
    const wrong = await settle({ step: -1, outcome: 'perhaps' });
    expect(wrong).toMatchObject({ status: 422, json: { code: 'invalid_body' } });
    expect(wrong.json.errors.map(({ path }: { path: string }) => path)).toEqual([
      'body.step',
      'body.outcome',
    ]);
  });
});
