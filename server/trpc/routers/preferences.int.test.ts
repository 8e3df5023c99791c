import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changePreferences } from '#server/commands/change-preferences.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { openSending, type Sending } from '#server/testing/sending.ts';
import { createCaller } from '../router.ts';
import { preferencesRouter } from './preferences.ts';

let sending: Sending;
let clock: { ms: number };

beforeEach(async () => {
  clock = { ms: Date.UTC(2026, 10, 21, 12) };
  sending = await openSending(clock);
  await sending.knows('ada', { email: 'home@example.com' });
  await sending.knows('adam', { email: 'home@example.com', sms: '+4915112345678' });
  await sending.knows('ben', { email: 'ben@example.com' });
  await sending.project();
});

afterEach(() => sending.close());

function callerOf(email: string | null) {
  const { db, eventStore, deps } = sending;
  const viewer = email === null ? null : { userId: `account-${email}`, email, role: 'user' as const };
  const given = { db, eventStore, outbound: deps.outbound, now: deps.now };
  return createCaller({ viewer, deps: callerDeps(given) }).preferences;
}
const ada = () => callerOf('home@example.com');
const ben = () => callerOf('ben@example.com');
const said = async (userId: string) => await sending.eventStore.readStream(preferencesStream(userId));
const billingBySms = { category: 'billing', channel: 'sms', enabled: false } as const;
const quietHours = { start: '22:00', end: '07:00', timeZone: 'Europe/Berlin' };

const calls = {
  mine: (caller: ReturnType<typeof ada>) => caller.mine(),
  history: (caller: ReturnType<typeof ada>) => caller.history({}),
  set: (caller: ReturnType<typeof ada>) => caller.set(billingBySms),
  pauseAll: (caller: ReturnType<typeof ada>) => caller.pauseAll({ until: null }),
  resumeAll: (caller: ReturnType<typeof ada>) => caller.resumeAll({}),
  setQuietHours: (caller: ReturnType<typeof ada>) => caller.setQuietHours({ quietHours }),
};

describe.each(Object.entries(calls))('%s', (_, call) => {
  it('is for those who are signed in', async () => {
    await expect(call(callerOf(null))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('neither shows nor changes what is another person’s', async () => {
    const before = [await ben().mine(), await ben().history({}), await said('ben')];
    await call(ada());
    expect([await ben().mine(), await ben().history({}), await said('ben')]).toEqual(before);
  });
});

it('has no other procedures', () => {
  expect(Object.keys(preferencesRouter._def.procedures).sort()).toEqual(Object.keys(calls).sort());
});

describe('the grid', () => {
  const cells = (grid: Awaited<ReturnType<ReturnType<typeof ada>['mine']>>, category: string) =>
    grid.categories.find(({ name }) => name === category)?.cells;

  it('has the channels that can be sent over, and switches where the person has them', async () => {
    const grid = await ada().mine();
    // The first of the two has no number, and nothing can be pushed from here.
    expect(grid.channels).toEqual(['email', 'sms', 'in_app']);
    expect(cells(grid, 'billing')).toMatchObject([
      { channel: 'email', offered: true, reachable: true, enabled: true },
      { channel: 'sms', offered: true, reachable: false },
      { channel: 'in_app', offered: true, reachable: true },
    ]);
    expect(grid.categories[0]).toMatchObject({ name: 'security', locked: true });
  });

  it('changes at once, for all who share the mailbox, and back', async () => {
    const target = { category: 'product', channel: 'email' } as const;
    const off = await ada().set({ ...target, enabled: false });
    expect(cells(off, 'product')).toMatchObject([{ enabled: false, ground: 'own_wish' }, {}, {}]);
    expect(await ada().mine()).toEqual(off);
    expect((await said('ada')).map(({ actor, source }) => [actor, source])).toEqual([
      ['account-home@example.com', 'user'],
    ]);
    expect(await said('adam')).toHaveLength(1);
    const on = await ada().set({ ...target, enabled: true });
    expect(cells(on, 'product')).toMatchObject([{ enabled: true }, {}, {}]);
    expect(await said('adam')).toHaveLength(2);
  });

  it.each([
    ['security', { category: 'security', channel: 'email', enabled: false }],
    ['a category that there is not', { category: 'nothing', channel: 'email', enabled: false }],
  ] as const)('refuses %s, and then nothing has changed', async (_, wish) => {
    await expect(ada().set(wish)).rejects.toMatchObject({ message: expect.stringMatching(/\w{3}/) });
    expect([...(await said('ada')), ...(await said('adam'))]).toEqual([]);
  });

  it('shows a pause until it is over, and refuses one that is over already', async () => {
    const until = new Date(clock.ms + 60_000).toISOString();
    expect(await ada().pauseAll({ until })).toMatchObject({ pause: { until } });
    expect(await ada().resumeAll({})).toMatchObject({ pause: null });
    await ada().pauseAll({ until });
    clock.ms += 60_001;
    expect(await ada().mine()).toMatchObject({ pause: null });
    await expect(ada().pauseAll({ until })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('keeps quiet hours, and refuses a zone that there is not', async () => {
    expect(await ada().setQuietHours({ quietHours })).toMatchObject({ quietHours });
    const nowhere = { ...quietHours, timeZone: 'Europe/Atlantis' };
    await expect(ada().setQuietHours({ quietHours: nowhere })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(await ada().setQuietHours({ quietHours: null })).toMatchObject({ quietHours: null });
  });
});

it('tells each change, when and by which way, page by page, and never who else made it', async () => {
  const ways = [
    { actor: 'admin-1', source: 'admin' },
    { actor: 'api-key-shop', source: 'api' },
    { actor: 'unsubscribe-link', source: 'user' },
    { actor: 'account-home@example.com', source: 'user' },
  ] as const;
  for (let n = 0; n < 12; n += 1) {
    const by = ways[n % ways.length] ?? ways[0];
    const target = { category: 'product', channel: 'email' } as const;
    const wishes = [{ type: 'ChangePreference', target, enabled: n % 2 === 1 } as const];
    await changePreferences(sending, { userId: 'ada', wishes, by, at: sending.deps.now() });
    clock.ms += 1_000;
  }
  const first = await ada().history({});
  expect(first.changes.map(({ way }) => way).slice(0, 4)).toEqual(['own', 'link', 'api', 'admin']);
  expect(first.changes).toHaveLength(10);
  const second = await ada().history({ cursor: first.nextCursor });
  expect(second).toMatchObject({ changes: [{}, {}], nextCursor: null });
  expect(new Set([...first.changes, ...second.changes].map(({ id }) => id)).size).toBe(12);
  expect(JSON.stringify([first, second])).not.toMatch(/admin-1|api-key-shop/);
});
