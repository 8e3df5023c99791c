import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';
import { sampleReport } from '#server/testing/sample-events.ts';

let api: RestApi;
const count = 1_203;

beforeAll(async () => {
  api = await openRestApi();
  await api.eventStore.append(Array.from({ length: count }, (_, n) => sampleReport(n)));
  const subjectId = api.eventStore.subjectIdOf({ kind: 'email', value: 'person-1@example.com' });
  await api.eventStore.eraseSubject(subjectId, {
    actor: 'admin',
    reason: 'asked',
    at: '2026-05-03T10:00:00.000Z',
  });
});

afterAll(() => api.close());

const lines = async (query: string, key?: string) => {
  const answer = await api.call('GET', `/export/events${query}`, key === undefined ? {} : { key });
  expect(answer.status, answer.text.slice(0, 500)).toBe(200);
  return answer.text === ''
    ? []
    : answer.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
};

describe('an export', () => {
  it('holds every event once, in order, over many pages', async () => {
    const events = await lines('');
    expect(events).toHaveLength(count + 1);
    const positions = events.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(events[0]).toMatchObject({
      id: 'sample/e-0',
      type: 'MessageDelivered',
      data: { messageId: 'm-0' },
    });
    expect(events.at(-1)).toMatchObject({ type: 'SubjectErased' });
  });

  it('goes on after a position, and is empty at the end', async () => {
    const all = await lines('');
    const third = all[2]?.position;
    expect(await lines(`?after=${third}`)).toEqual(all.slice(3));
    expect(await lines(`?after=${all.at(-1)?.position}`)).toEqual([]);
    expect(await lines('?after=999999999')).toEqual([]);
  });

  it('names nobody unless it is asked to', async () => {
    const { token } = await api.keyWith('export:read');
    const events = await lines('', token);
    expect(JSON.stringify(events)).not.toContain('@example.com');
    expect(events.every((event) => !('personal' in event))).toBe(true);
  });

  it('names people to a key with both scopes, but no one who was erased', async () => {
    const { token } = await api.keyWith('export:read', 'export:personal');
    const [first, erased] = await lines('?personal=true', token);
    expect(first).toMatchObject({ personal: { recipient: 'person-0@example.com' }, erased: false });
    expect(erased).toMatchObject({ personal: null, erased: true });
  });

  it('refuses to name people to a key that may only read', async () => {
    const { token } = await api.keyWith('export:read');
    const answer = await api.call('GET', '/export/events?personal=true', { key: token });
    expect(answer).toMatchObject({ status: 403, json: { code: 'missing_scope' } });
    expect(answer.json.detail).toContain('export:personal');
  });

  it.each(['after=-1', 'after=x', 'after=1e30', 'personal=yes'])('refuses %s', async (query) => {
    expect((await api.call('GET', `/export/events?${query}`)).status).toBe(400);
  });
});
