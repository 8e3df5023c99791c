import { beforeEach, describe, expect, it } from 'vitest';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import type { PolicyDraft } from '#server/domain/escalation-policy/draft.ts';
import { sampleDraft } from '#server/domain/escalation-policy/policy-history.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';
import { createCaller } from '../router.ts';
import { policiesRouter } from './policies.ts';

let api: RestApi;

beforeEach(async () => {
  api = await openRestApi();
  return () => api.close();
});

const viewer = (role: Role): Viewer => ({ userId: `${role}-1`, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) =>
  createCaller({ viewer: who, deps: callerDeps({ db: api.db, eventStore: api.eventStore }) }).policies;
const admin = () => callerOf(viewer('admin'));
const draft: PolicyDraft = sampleDraft({
  steps: [
    { when: 'not_opened', within: '15m', after: 'delivered', send: { channel: 'sms', template: 'receipt' } },
  ],
});
const may = { from: '2026-05-01T00:00:00.000Z', to: '2026-06-01T00:00:00.000Z' };

describe('not allowed', () => {
  const reading: Record<string, (who: Viewer | null) => Promise<unknown>> = {
    list: (who) => callerOf(who).list(),
    byId: (who) => callerOf(who).byId({ policyId: 'receipts' }),
    lint: (who) => callerOf(who).lint({ draft }),
    prices: (who) => callerOf(who).prices(),
    simulate: (who) => callerOf(who).simulate({ draft, ...may }),
  };
  const changing: Record<string, (who: Viewer | null) => Promise<unknown>> = {
    save: (who) => callerOf(who).save({ draft: { ...draft, critical: true }, basis: 1 }),
    retire: (who) => callerOf(who).retire({ policyId: 'receipts', basis: 1 }),
    setPrice: (who) => callerOf(who).setPrice({ channel: 'sms', price: null, basis: 1 }),
  };

  it('leaves out no procedure', () => {
    const named = [...Object.keys(reading), ...Object.keys(changing)];
    expect(named.sort()).toEqual(Object.keys(policiesRouter._def.procedures).sort());
  });

  it.each(Object.entries(reading))('is policies.%s for strangers and plain users', async (_, call) => {
    await admin().save({ draft, basis: null });
    await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(call(viewer('user'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(call(viewer('support'))).resolves.toBeDefined();
  });

  it.each(Object.entries(changing))('is policies.%s for support too', async (_, call) => {
    await admin().save({ draft, basis: null });
    await admin().setPrice({ channel: 'sms', price: { currency: 'EUR', amountMicros: 70_000 }, basis: 0 });
    const before = await api.eventStore.newestPosition();
    await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    for (const role of ['user', 'support'] as const) {
      await expect(call(viewer(role))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await api.eventStore.newestPosition()).toBe(before);
    await call(viewer('admin'));
    expect(await api.eventStore.newestPosition()).toBe(before + 1);
  });
});

describe('a policy', () => {
  it('is listed with who changed it, told to administrators alone', async () => {
    await api.sql`insert into users (id, email, role, created_at)
      values ('admin-1', 'admin@example.com', 'admin', now())`;
    await admin().save({ draft, basis: null });
    await admin().save({ draft: { ...draft, critical: true }, basis: 1 });
    await admin().retire({ policyId: 'receipts', basis: 2 });
    const found = await admin().byId({ policyId: 'receipts' });
    expect(found).toMatchObject({ status: 'retired', version: 3, policy: { version: 2, critical: true } });
    expect(found.versions.map(({ version, by, policy }) => [version, by, policy?.critical])).toEqual([
      [3, 'admin@example.com', undefined],
      [2, 'admin@example.com', true],
      [1, 'admin@example.com', false],
    ]);
    expect(await admin().list()).toMatchObject({
      mayEdit: true,
      policies: [{ policyId: 'receipts', status: 'retired', changedBy: 'admin@example.com' }],
    });
    const forSupport = await callerOf(viewer('support')).byId({ policyId: 'receipts' });
    expect(forSupport.mayEdit).toBe(false);
    expect(forSupport.versions.map(({ by }) => by)).toEqual([null, null, null]);
    await expect(admin().byId({ policyId: 'constructor' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused with what to do: conflict, error, unconfirmed warning', async () => {
    await admin().save({ draft, basis: null });
    await expect(admin().save({ draft: { ...draft, critical: true }, basis: null })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    const marketing = { ...draft, appliesTo: { category: 'marketing' } };
    await expect(admin().save({ draft: marketing, basis: 1 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    const hasty = { ...draft, giveUpAfter: '5m' };
    await expect(admin().save({ draft: hasty, basis: 1 })).rejects.toMatchObject({ code: 'CONFLICT' });
    const { findings } = await admin().lint({ draft: hasty });
    expect(findings).toMatchObject([{ severity: 'warning', path: 'steps.0.within' }]);
    const confirmed = findings.map(({ key }) => key);
    expect(await admin().save({ draft: hasty, basis: 1, confirmed })).toEqual({ changed: true });
    await expect(admin().save({ draft: { ...draft, policyId: 'new' }, basis: null })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });

  it('that is still being typed is linted by what cannot be read', async () => {
    const { findings } = await admin().lint({
      draft: {
        ...draft,
        policyId: 'No',
        appliesTo: { template: '' },
        giveUpAfter: '31d',
        steps: draft.steps.map((step) => ({ ...step, within: '15', send: { ...step.send, template: '' } })),
      },
    });
    expect(findings.map(({ path, message, severity }) => [path, message, severity])).toEqual([
      ['policyId', 'Use 2 to 40 small letters, digits and hyphens, and begin with a letter.', 'error'],
      ['appliesTo.template', 'Choose one.', 'error'],
      ['steps.0.within', 'A duration looks like 30s, 15m, 2h or 7d.', 'error'],
      ['steps.0.send.template', 'Choose one.', 'error'],
      ['giveUpAfter', 'At most 30 days.', 'error'],
    ]);
  });
});

it('is simulated in a time that is neither too long nor runs backwards', async () => {
  expect(await admin().simulate({ draft, ...may })).toMatchObject({ simulated: 0, examples: [] });
  const times = [
    { from: may.to, to: may.from },
    { from: '2026-01-01T00:00:00.000Z', to: may.to },
  ];
  for (const time of times) {
    await expect(admin().simulate({ draft, ...time })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  }
});
