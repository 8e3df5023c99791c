import { beforeEach, describe, expect, it } from 'vitest';
import { contactStream } from '#server/domain/contact/events.ts';
import { type PolicyDraft, withVersion } from '#server/domain/escalation-policy/draft.ts';
import { sampleDraft } from '#server/domain/escalation-policy/policy-history.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import { notificationStream } from '#server/domain/notification/events.ts';
import { suppressionStream } from '#server/domain/suppression/events.ts';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';
import { sampleFact, sampleReport } from '#server/testing/sample-events.ts';
import { changeEscalationPolicies } from './change-escalation-policies.ts';
import { simulatePolicy } from './simulate-policy.ts';

let api: RestApi;

beforeEach(async () => {
  api = await openRestApi();
  return () => api.close();
});

const draft: PolicyDraft = sampleDraft({
  steps: [
    { when: 'not_opened', within: '15m', after: 'delivered', send: { channel: 'sms', template: 'receipt' } },
  ],
});
const may = { from: '2026-05-01T00:00:00.000Z', to: '2026-06-01T00:00:00.000Z' };
const by = { actor: 'admin-1', at: may.from };

const simulate = (changes: Partial<PolicyDraft> = {}, time = may) =>
  simulatePolicy(
    { db: api.db, eventStore: api.eventStore, now: () => may.to },
    { policy: withVersion({ ...draft, ...changes }, 1), ...time },
  );
const save = (changes: Partial<PolicyDraft> = {}) =>
  changeEscalationPolicies(
    api,
    { type: 'SavePolicy', draft: { ...draft, ...changes }, basis: null, confirmed: [] },
    by,
  );

describe('a simulation', () => {
  const person = (n: number) => `person-${n}@example.com`;
  const phone = { kind: 'phone', value: '+15005550006' };

  /** Notification `n`, asked for at second 0, delivered at 10, and whatever else was heard of its mail. */
  async function happened(n: number, heard: readonly (readonly [ReportKind, number])[], critical = false) {
    const notificationId = `ntf_${n}`;
    const messageId = `${notificationId}-email-0`;
    const place = n * 100_000;
    await api.eventStore.append([
      sampleFact(place, {
        stream: notificationStream(notificationId),
        type: 'NotificationRequested',
        data: {
          notificationId,
          userId: 'user-ada',
          category: 'billing',
          template: 'receipt',
          channels: ['email'],
          criticality: critical ? 'critical' : 'normal',
          contentHash: `hash-${n}`,
        },
        personal: { idempotencyKey: `key-${n}` },
        subject: { kind: 'user', value: 'user-ada' },
      }),
      ...heard.map(([kind, second]) =>
        sampleReport(place + second, { kind, messageId, recipient: person(n) }),
      ),
    ]);
  }

  async function adaHasTelephone() {
    await api.eventStore.append([
      sampleFact(-1, {
        stream: contactStream('user-ada'),
        type: 'ContactAddressSet',
        data: { userId: 'user-ada', channel: 'sms', subjectId: api.eventStore.subjectIdOf(phone) },
        personal: { address: phone.value },
        subject: phone,
      }),
    ]);
    const price = { currency: 'EUR', amountMicros: 70_000 };
    await changeEscalationPolicies(api, { type: 'SetChannelPrice', channel: 'sms', price, basis: 0 }, by);
  }

  it('plays the draft over what happened, counts what it would cost, and writes nothing', async () => {
    await adaHasTelephone();
    await happened(1, [
      ['delivered', 10],
      ['opened', 120],
    ]);
    await happened(2, [
      ['delivered', 10],
      ['opened', 3_000],
    ]);
    await happened(3, [['hard_bounced', 10]]);
    await happened(4, []);
    await api.project();
    const before = await api.eventStore.newestPosition();
    const found = await simulate();
    expect(found).toMatchObject({ simulated: 4, more: false, takenByOthers: 0, before: null });
    expect(found.tally).toMatchObject({
      outcomes: { told_again: 2, seen: 1, unsent: 1 },
      sent: { sms: 2 },
      cost: [{ currency: 'EUR', amountMicros: 140_000 }],
      unpriced: 0,
    });
    expect(found.examples.map(({ outcome, messageId }) => [outcome, messageId])).toEqual([
      ['told_again', 'ntf_3-email-0'],
      ['told_again', 'ntf_2-email-0'],
      ['seen', 'ntf_1-email-0'],
      ['unsent', null],
    ]);
    expect(await api.eventStore.newestPosition()).toBe(before);
  });

  it('compares with the version in force, and shows first what would change', async () => {
    await adaHasTelephone();
    await save();
    await happened(1, [
      ['delivered', 10],
      ['opened', 1_200],
    ]);
    await happened(2, [['delivered', 10]]);
    await api.project();
    const patient = { ...draft, steps: draft.steps.map((step) => ({ ...step, within: '30m' })) };
    const found = await simulate(patient);
    expect(found.tally.outcomes).toMatchObject({ told_again: 1, seen: 1 });
    expect(found.before).toMatchObject({ version: 1, tally: { outcomes: { told_again: 2 } } });
    expect(found.examples[0]).toMatchObject({ before: { outcome: 'told_again' } });
    const same = await simulate();
    expect(same.tally).toEqual(same.before?.tally);
    const elsewhere = await simulate({ critical: true });
    expect(elsewhere).toMatchObject({ simulated: 0, before: null });
  });

  it('asks the decision to send as it would have been then: without an address, or suppressed from some moment on', async () => {
    await happened(1, [['delivered', 10]]);
    await api.project();
    expect((await simulate()).tally).toMatchObject({
      outcomes: { not_allowed: 1 },
      skipped: [{ channel: 'sms', reason: 'no_address', count: 1 }],
    });
    await adaHasTelephone();
    await happened(2, [['delivered', 10]]);
    await happened(3, [['delivered', 10]]);
    const subjectId = api.eventStore.subjectIdOf(phone);
    await api.eventStore.append([
      sampleFact(250_000, {
        stream: suppressionStream('sms', subjectId),
        type: 'SuppressionAdded',
        data: {
          ...{ channel: 'sms', subjectId, reason: 'manual', scope: 'all_but_security' },
          ...{ expiresAt: null, why: 'asked' },
        },
        personal: { address: phone.value },
        subject: phone,
      }),
    ]);
    await api.project();
    expect((await simulate()).tally).toMatchObject({
      outcomes: { told_again: 2, not_allowed: 1 },
      skipped: [{ channel: 'sms', reason: 'suppressed', count: 1 }],
    });
  });

  it('is of the notifications the policy is for: in its time, over its channel, of nobody erased, and not of another policy', async () => {
    await adaHasTelephone();
    await happened(1, [['delivered', 10]], true);
    await happened(2, [['delivered', 10]]);
    await api.project();
    const count = async (changes: Partial<PolicyDraft>, time = may) => {
      const { simulated, takenByOthers } = await simulate(changes, time);
      return [simulated, takenByOthers];
    };
    expect(await count({})).toEqual([2, 0]);
    expect(await count({ critical: true })).toEqual([1, 0]);
    expect(await count({ appliesTo: { template: 'receipt' } })).toEqual([2, 0]);
    expect(await count({ appliesTo: { template: 'payment-failed' } })).toEqual([0, 0]);
    expect(await count({ channel: 'push' })).toEqual([0, 0]);
    expect(await count({}, { ...may, to: '2026-05-04T00:00:00.000Z' })).toEqual([0, 0]);
    await save({ policyId: 'by-template', appliesTo: { template: 'receipt' } });
    expect(await count({})).toEqual([0, 2]);
    expect(await count({ policyId: 'by-template', appliesTo: { template: 'receipt' } })).toEqual([2, 0]);
    await api.eventStore.eraseSubject(api.eventStore.subjectIdOf({ kind: 'user', value: 'user-ada' }), {
      actor: 'admin-1',
      reason: 'asked',
      at: may.to,
    });
    await api.project();
    expect(await count({})).toEqual([0, 0]);
  });
});
