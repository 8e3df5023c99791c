import { beforeEach, describe, expect, it } from 'vitest';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';

let api: RestApi;

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

describe('preferences', () => {
  const path = '/people/user-7/preferences';
  const cell = (
    answer: { preferences: { category: string; channel: string; enabled: boolean }[] },
    of: string,
  ) => answer.preferences.find(({ category, channel }) => `${category}/${channel}` === of)?.enabled;

  it('are what is usual until somebody wishes otherwise, and then at once what was wished', async () => {
    expect(cell(await call('GET', path), 'product/email')).toBe(true);
    const wishes = {
      preferences: [
        { category: 'product', channel: 'email', enabled: false },
        { channel: 'sms', enabled: false },
      ],
      pause: { until: '2026-06-01T00:00:00Z' },
      quietHours: { start: '22:00', end: '07:00', timeZone: 'Europe/Berlin' },
    };
    const changed = await call('PUT', path, wishes);
    expect(changed).toMatchObject({
      status: 200,
      pause: { until: '2026-06-01T00:00:00.000Z' },
      quietHours: wishes.quietHours,
    });
    expect([
      cell(changed, 'product/email'),
      cell(changed, 'billing/sms'),
      cell(changed, 'security/sms'),
    ]).toEqual([false, false, true]);
    await api.project();
    expect(await call('GET', path)).toEqual(changed);
  });

  it('bring nothing when they are put again, by one or by many at once', async () => {
    const body = { preferences: [{ category: 'product', channel: null, enabled: false }], pause: {} };
    await Promise.all(Array.from({ length: 5 }, () => call('PUT', path, body)));
    await call('PUT', path, body);
    expect(await api.eventStore.newestPosition().then(() => newEvents(0))).toHaveLength(2);
    const ended = await call('PUT', path, { pause: null, quietHours: null });
    expect(ended).toMatchObject({ pause: null, quietHours: null });
  });

  it('win over what was wished by a clock ahead', async () => {
    const off = (enabled: boolean) => ({ preferences: [{ category: 'product', channel: 'email', enabled }] });
    api.told.now = '2026-05-03T12:00:00.000Z';
    await call('PUT', path, off(false));
    api.told.now = '2026-05-03T11:59:00.000Z';
    expect(cell(await call('PUT', path, off(true)), 'product/email')).toBe(true);
    await api.project();
    expect(cell(await call('GET', path), 'product/email')).toBe(true);
  });

  it.each([
    [[{ category: 'security', channel: 'email', enabled: false }], 400, 'category_locked'],
    [[{ category: 'gossip', channel: 'email', enabled: false }], 404, 'category_unknown'],
    [[{ enabled: false }], 422, 'invalid_body'],
    [[{ category: null, channel: null, enabled: false }], 422, 'invalid_body'],
  ])('refuse %j, with all that came along', async (refused, status, code) => {
    const preferences = [{ category: 'product', channel: 'email', enabled: false }, ...refused];
    expect(await call('PUT', path, { preferences })).toMatchObject({ status, code });
    expect(await newEvents(0)).toEqual([]);
  });

  it('take back the whole grid as it was read, security with it', async () => {
    const { preferences } = await call('GET', path);
    const same = preferences.map(({ category, channel, enabled }: Record<string, unknown>) => ({
      ...{ category, channel, enabled },
    }));
    expect(await call('PUT', path, { preferences: same })).toMatchObject({ status: 200 });
    expect(await newEvents(0)).toEqual([]);
  });
});
