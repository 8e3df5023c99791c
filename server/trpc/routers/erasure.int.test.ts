import { beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '#server/auth/viewer.ts';
import { ada, bob, type Erasing, handedOver, openErasing, staff } from '#server/testing/erasing.ts';
import { erasureRouter } from './erasure.ts';

let api: Erasing;

beforeEach(async () => {
  api = await openErasing({ bobHasPhone: true });
  return () => api.close();
});

describe('not allowed', () => {
  const own: Record<string, (who: Viewer | null) => Promise<unknown>> = {
    mine: (who) => api.callerOf(who).mine(),
    ask: (who) => api.callerOf(who).ask({ language: 'en' }),
    withdraw: (who) => api.callerOf(who).withdraw({}),
  };
  const decisive: Record<string, (who: Viewer | null) => Promise<unknown>> = {
    list: (who) => api.callerOf(who).list({ which: 'waiting' }),
    confirm: (who) => api.callerOf(who).confirm({ erasureId: 'era_1', reason: 'asked', tell: true }),
    refuse: (who) => api.callerOf(who).refuse({ erasureId: 'era_1', reason: 'asked' }),
  };

  it('leaves out no procedure', () => {
    const all = Object.keys({ ...own, ...decisive });
    expect(all.sort()).toEqual(Object.keys(erasureRouter._def.procedures).sort());
  });

  it.each(Object.entries(own))('is erasure.%s for strangers', async (_, call) => {
    await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it.each(Object.entries(decisive))('is erasure.%s for anybody but administrators', async (_, call) => {
    const before = await api.eventStore.newestPosition();
    await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    for (const who of [staff('user'), staff('support'), handedOver]) {
      await expect(call(who)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await api.eventStore.newestPosition()).toBe(before);
  });
});

describe('a wish', () => {
  it('is asked for once, seen by its person alone, and taken back by them alone', async () => {
    expect(await api.callerOf(ada).mine()).toBeNull();
    await Promise.all([api.callerOf(ada).ask({ language: 'de' }), api.callerOf(ada).ask({ language: 'de' })]);
    expect(await api.callerOf(ada).mine()).toMatchObject({ status: 'open', reason: null });
    expect(await api.callerOf(bob).mine()).toBeNull();
    expect(await api.callerOf(handedOver).mine()).toBeNull();
    await expect(api.callerOf(bob).withdraw({})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await api.project();
    expect((await api.admin().list({ which: 'waiting' })).erasures).toHaveLength(1);
    expect(await api.callerOf(ada).withdraw({})).toMatchObject({ status: 'withdrawn' });
    expect(await api.callerOf(ada).ask({ language: 'en' })).toMatchObject({ status: 'open' });
  });

  it('stands in the queue without naming anybody', async () => {
    await api.asked();
    const { erasures } = await api.admin().list({ which: 'waiting' });
    expect(erasures).toMatchObject([
      {
        address: 'a•••@example.com',
        userIds: ['user-ada'],
        language: 'de',
        scope: { subjects: 2, shared: 1 },
      },
    ]);
    expect(JSON.stringify(erasures)).not.toContain('ada@');
  });

  it('of somebody who was handed over is about exactly that person', async () => {
    await api.asked(handedOver);
    const { erasures } = await api.admin().list({ which: 'waiting' });
    expect(erasures).toMatchObject([{ address: null, userIds: ['user-ada'] }]);
    expect(await api.callerOf(handedOver).mine()).toMatchObject({ status: 'open' });
  });

  it('is refused with a reason that its person reads', async () => {
    const erasureId = await api.asked();
    await expect(api.admin().refuse({ erasureId, reason: ' ' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    await api.admin().refuse({ erasureId, reason: 'bills must be kept until 2030' });
    expect(await api.callerOf(ada).mine()).toMatchObject({
      status: 'refused',
      reason: 'bills must be kept until 2030',
    });
    await expect(api.callerOf(ada).withdraw({})).rejects.toMatchObject({ code: 'CONFLICT' });
    const confirm = api.admin().confirm({ erasureId, reason: 'after all', tell: true });
    await expect(confirm).rejects.toMatchObject({ code: 'CONFLICT' });
    await api.project();
    expect((await api.admin().list({ which: 'over' })).erasures).toMatchObject([
      { status: 'refused', decidedBy: 'admin-1', scope: null },
    ]);
    expect(await api.eventStore.readStream('message-m-ada')).toMatchObject([{ erased: false }]);
  });

  it('is decided once, however many decide at the same moment', async () => {
    const erasureId = await api.asked();
    const decisions = await Promise.allSettled([
      api.callerOf(ada).withdraw({}),
      api.admin().refuse({ erasureId, reason: 'no' }),
      api.admin().confirm({ erasureId, reason: 'yes', tell: false }),
    ]);
    expect(decisions.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { status } = (await api.callerOf(ada).mine()) ?? {};
    const [event] = await api.eventStore.readStream('message-m-ada');
    expect(event?.erased).toBe(status === 'completed');
  });
});
