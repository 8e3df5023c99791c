import { beforeEach, describe, expect, it } from 'vitest';
import type { EscalationPolicy, EscalationStep } from '#server/domain/escalation/policy.ts';
import { escalationPoliciesStream } from '#server/domain/escalation-policy/events.ts';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';

let api: RestApi;
beforeEach(async () => {
  api = await openRestApi();
  return () => api.close();
});

const step: EscalationStep = {
  ...{ when: 'not_opened', within: '10s', after: 'delivered' },
  send: { channel: 'sms', template: 'receipt' },
};
const policy: Omit<EscalationPolicy, 'policyId' | 'version'> = {
  ...{ appliesTo: { template: 'receipt' }, critical: true, channel: 'email', steps: [step] },
  ...{ giveUpAfter: '10m', unknownOpens: 'ignore' },
};
const put = (id: string, body: unknown) => api.call('PUT', `/policies/${id}`, { body });
const get = (id: string) => api.call('GET', `/policies/${id}`);
const retire = (id: string, basis: number) => api.call('DELETE', `/policies/${id}?basis=${basis}`);

describe('a policy', () => {
  it('is made, changed on the version that was seen, retired and put in force again', async () => {
    expect(await get('late')).toMatchObject({ status: 404, json: { code: 'policy_unknown' } });
    const made = { id: 'late', status: 'in_force', version: 1, ...policy };
    expect(await put('late', policy)).toMatchObject({ status: 200, json: made });
    expect((await get('late')).json).toEqual(made);
    const changed = { ...policy, critical: false };
    expect((await put('late', { ...changed, basis: 1 })).json).toMatchObject({ version: 2, critical: false });
    expect((await retire('late', 2)).json).toEqual({ ...made, ...changed, status: 'retired', version: 3 });
    expect((await put('late', { ...changed, basis: 3 })).json).toMatchObject({
      status: 'in_force',
      version: 4,
    });
    expect(await api.eventStore.readStream(escalationPoliciesStream)).toMatchObject(
      [
        'EscalationPolicySaved',
        'EscalationPolicySaved',
        'EscalationPolicyRetired',
        'EscalationPolicySaved',
      ].map((type) => ({ type, actor: 'api-key-bootstrap' })),
    );
  });

  it('that is so already brings nothing, whatever version was seen', async () => {
    await put('late', policy);
    const before = await api.eventStore.newestPosition();
    expect((await put('late', policy)).json).toMatchObject({ version: 1 });
    await retire('late', 1);
    expect((await retire('late', 1)).json).toMatchObject({ status: 'retired', version: 2 });
    expect(await api.eventStore.newestPosition()).toBe(before + 1);
  });

  it('is not changed by whoever has not seen its newest version', async () => {
    await put('late', policy);
    await put('late', { ...policy, critical: false, basis: 1 });
    const refusals = [
      await put('late', { ...policy, basis: 1 }),
      await retire('late', 1),
      await put('late', { ...policy, basis: null }),
      await retire('none', 1),
    ];
    expect(refusals.map(({ status, json }) => [status, json.code])).toEqual([
      [409, 'policy_changed'],
      [409, 'policy_changed'],
      [409, 'policy_name_taken'],
      [404, 'policy_unknown'],
    ]);
    expect((await get('late')).json).toMatchObject({ version: 2, critical: false });
  });

  it('with errors is refused with each of them, confirmed or not', async () => {
    const wrong = {
      ...policy,
      appliesTo: { category: 'marketing' },
      steps: [{ ...step, send: { channel: 'sms', template: 'none' } }],
    };
    for (const confirmWarnings of [false, true]) {
      const refused = await put('late', { ...wrong, confirmWarnings });
      expect(refused).toMatchObject({ status: 400, json: { code: 'policy_refused' } });
      expect(refused.json.errors.map(({ path, code }: Record<string, string>) => [path, code])).toEqual([
        ['body.steps.0.send.channel', 'marketing_never_sms'],
        ['body.steps.0.send.template', 'template_unknown'],
      ]);
    }
    expect((await get('late')).status).toBe(404);
  });

  it('with warnings is refused with each of them until they are confirmed', async () => {
    await put('early', policy);
    const refused = await put('late', policy);
    expect(refused).toMatchObject({
      status: 409,
      json: { code: 'policy_unconfirmed', errors: [{ path: 'body.appliesTo.template' }] },
    });
    expect(refused.json.errors[0].message).toContain('The policy early is for the same');
    expect((await put('late', { ...policy, confirmWarnings: true })).status).toBe(200);
  });

  it('has a name that its page can have, and durations that are some', async () => {
    expect(await put('new', policy)).toMatchObject({ status: 400, json: { code: 'invalid_parameters' } });
    expect(await put('late', { ...policy, giveUpAfter: '31d' })).toMatchObject({
      status: 422,
      json: { errors: [{ path: 'body.giveUpAfter' }] },
    });
  });
});
