import { beforeEach, describe, expect, it } from 'vitest';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';
import { sampleReport, sampleUnreadable } from '#server/testing/sample-events.ts';

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

describe('dead letters', () => {
  beforeEach(async () => {
    await api.eventStore.append([1, 2, 3].map((n) => sampleUnreadable(n)));
    await api.project();
  });
  const id = encodeURIComponent('sample/unreadable-1');

  it('are listed by group, then by letter, page by page', async () => {
    const { groups } = await call('GET', '/dead-letters');
    expect(groups).toMatchObject([{ provider: 'sample', count: 3 }]);
    const group = `/dead-letters?signature=${groups[0].signature}&limit=2`;
    const first = await call('GET', group);
    const second = await call('GET', `${group}&cursor=${first.nextCursor}`);
    const ids = [...first.letters, ...second.letters].map((letter: { id: string }) => letter.id);
    expect(ids).toEqual([3, 2, 1].map((n) => `sample/unreadable-${n}`));
    expect(second.nextCursor).toBeNull();
  });

  it('are shown whole', async () => {
    const letter = await call('GET', `/dead-letters/${id}`);
    expect(letter).toMatchObject({ state: 'open', payload: { encoding: 'json' } });
    expect(JSON.parse(letter.payload.raw)).toEqual({ n: 1, event: 'novel' });
    expect(await call('GET', '/dead-letters/none')).toMatchObject({
      status: 404,
      code: 'dead_letter_unknown',
    });
    expect(await call('POST', '/dead-letters/none/replay')).toMatchObject({ status: 404 });
  });

  it('are read again for a try unless told otherwise', async () => {
    const before = await api.eventStore.newestPosition();
    expect(await call('POST', `/dead-letters/${id}/replay`)).toMatchObject({ dryRun: true, status: 200 });
    expect(await api.eventStore.newestPosition()).toBe(before);
    await api.eventStore.append([sampleReport(7)]);
    expect(await call('POST', `/dead-letters/${id}/replay`, { dryRun: 'no' })).toMatchObject({ status: 422 });
  });

  it('are read again in the background, once for each id that the caller chose', async () => {
    const { keyId, token } = await api.keyWith('dead-letters:write');
    const wish = { signature: null, replayId: 'mine' };
    const asked = await call('POST', '/dead-letters/replays', wish, token);
    expect(asked).toMatchObject({ status: 202, replayId: 'mine', letters: 3 });
    await call('POST', '/dead-letters/replays', wish, token);
    expect(api.told.replaysAskedFor).toBe(2);
    const { items } = await call('GET', '/dead-letters/replays');
    expect(items).toMatchObject([{ replayId: 'mine', letters: 3, actor: `api-key-${keyId}`, totals: null }]);
    expect(items).toHaveLength(1);
  });
});
