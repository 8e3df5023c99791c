import { beforeEach, describe, expect, it } from 'vitest';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';
import { sampleReport } from '#server/testing/sample-events.ts';

let api: RestApi;
const jane = 'jane@example.com';

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

describe('suppressions', () => {
  const reasons = async (address: string) => {
    await api.project();
    const { items } = await call('POST', '/suppressions/check', { channel: 'email', addresses: [address] });
    return items[0].suppressions.map(({ reason }: { reason: string }) => reason);
  };

  it('are added once, listed, and lifted with a reason, in the name of the key', async () => {
    const { keyId, token } = await api.keyWith('suppressions:write');
    const after = await api.eventStore.newestPosition();
    const wish = { channel: 'email', address: jane, why: 'asked for by phone' };
    const added = await call('POST', '/suppressions', wish, token);
    expect(added).toMatchObject({ status: 200, added: true });
    expect(await call('POST', '/suppressions', wish, token)).toMatchObject({ added: false });
    expect(await reasons('JANE@example.com')).toEqual(['manual']);
    expect(await call('GET', `/suppressions?address=${jane}`)).toMatchObject({
      items: [{ address: jane, subjectId: added.subjectId, suppressions: [{ reason: 'manual' }] }],
    });
    const lift = `/suppressions?channel=email&address=${jane}&why=`;
    expect(await call('DELETE', lift, undefined, token)).toMatchObject({
      status: 400,
      code: 'lift_needs_reason',
    });
    const lifted = await call('DELETE', `${lift}a+slip`, undefined, token);
    expect(lifted).toMatchObject({ status: 200, lifted: ['added:manual:all_but_security'] });
    expect(await reasons(jane)).toEqual([]);
    expect(await call('DELETE', `${lift}again`, undefined, token)).toMatchObject({ lifted: [] });
    expect((await newEvents(after)).map(({ type, actor, source }) => [type, actor, source])).toEqual([
      ['SuppressionAdded', `api-key-${keyId}`, 'api'],
      ['SuppressionLifted', `api-key-${keyId}`, 'api'],
    ]);
    expect(api.told.nudges).toBeGreaterThan(1);
  });

  it('lifts the one ground that is named', async () => {
    await api.eventStore.append([sampleReport(1, { kind: 'hard_bounced', recipient: jane })]);
    await call('POST', '/suppressions', { channel: 'email', address: jane });
    const path = `/suppressions?channel=email&address=${jane}&cell=hard_bounce&why=mended`;
    expect(await call('DELETE', path)).toMatchObject({ lifted: ['hard_bounce'] });
    expect(await reasons(jane)).toEqual(['manual']);
    const rest = `/suppressions?channel=email&address=${jane}&why=all+of+it`;
    await call('POST', '/suppressions', { channel: 'email', address: jane, reason: 'inactive' });
    expect(await call('DELETE', rest)).toMatchObject({
      lifted: expect.arrayContaining(['added:manual:all_but_security', 'added:inactive:all_but_security']),
    });
  });

  it('refuses an expiry that is over', async () => {
    const body = { channel: 'email', address: jane, expiresAt: '2020-01-01T00:00:00+01:00' };
    expect(await call('POST', '/suppressions', body)).toMatchObject({
      status: 400,
      code: 'expiry_in_the_past',
    });
  });
});
