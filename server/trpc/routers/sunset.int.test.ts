import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askPage, settlePage } from '#server/commands/sweep-sunsets.ts';
import { defaultSunsetPolicy } from '#server/domain/sunset/policy.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { type LinkReader, openLinkReader } from '#server/testing/link-reader.ts';
import { mailboxOf, mailTo } from '#server/testing/silent-mailbox.ts';
import { createCaller } from '../router.ts';
import { sunsetRouter } from './sunset.ts';

const dayMs = 86_400_000;
const policy = { ...defaultSunsetPolicy, enabled: true };
let reader: LinkReader;

beforeEach(async () => {
  reader = await openLinkReader();
});
afterEach(() => reader.sending.close());

function as(role: 'user' | 'support' | 'admin' | null) {
  const { db, eventStore, deps } = reader.sending;
  const viewer = role === null ? null : { userId: `account-${role}`, email: `${role}@example.com`, role };
  return createCaller({
    viewer,
    deps: callerDeps({ db, eventStore, outbound: deps.outbound, now: deps.now }),
  }).sunset;
}

/** Mails of more than a year to Ada's mailbox, and to one of which nobody is known. */
async function writeForYears(): Promise<void> {
  const times = [400, 300, 200, 100, 20].map((day) => reader.clock.ms - day * dayMs);
  const { eventStore, project } = reader.sending;
  await eventStore.append([...mailTo('ada@example.com', times), ...mailTo('carl@example.com', times)]);
  await project();
}

type Sunset = ReturnType<typeof as>;
const reads: Record<string, (sunset: Sunset) => Promise<unknown>> = {
  settings: (sunset) => sunset.settings(),
  status: (sunset) => sunset.status(),
  dryRun: (sunset) => sunset.dryRun({ policy }),
};
const writes: Record<string, (sunset: Sunset) => Promise<unknown>> = {
  save: (sunset) => sunset.save({ policy, basis: 0 }),
};

it('has a rule here for each of its procedures', () => {
  const tried = [...Object.keys(reads), ...Object.keys(writes)];
  expect(Object.keys(sunsetRouter._def.procedures).sort()).toEqual(tried.sort());
});

it.each(Object.entries({ ...reads, ...writes }))('%s is not for people of the center', async (_, call) => {
  await expect(call(as(null))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await expect(call(as('user'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

it('is read by support staff and saved by administrators alone', async () => {
  for (const call of Object.values(reads)) await call(as('support'));
  for (const call of Object.values(writes)) {
    await expect(call(as('support'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await call(as('admin'));
  }
});

describe('the policy', () => {
  it('is off until somebody switches it on, which is audited under their name', async () => {
    expect(await as('support').settings()).toEqual({
      ...{ mayEdit: false, policy: defaultSunsetPolicy, version: 0, changedAt: null },
    });
    expect(await as('admin').save({ policy, basis: 0 })).toEqual({ changed: true });
    expect(await as('admin').settings()).toMatchObject({ mayEdit: true, policy, version: 1 });
    expect(await as('admin').save({ policy, basis: 1 })).toEqual({ changed: false });
    await reader.sending.project();
    const audited = await reader.sending.sql`select actor from read_models.audit
      where action = 'sunset_policy_changed'`;
    expect(audited).toMatchObject([{ actor: 'account-admin' }]);
  });

  it('is not overwritten by who looked at an older one, nor by two at once', async () => {
    const both = await Promise.allSettled(
      [6, 9].map((months) => as('admin').save({ policy: { ...policy, months }, basis: 0 })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(as('admin').save({ policy, basis: 0 })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it.each([{ months: 0 }, { months: 1.5 }, { graceDays: 91 }])('may not be %j', async (odd) => {
    const wish = { policy: { ...policy, ...odd }, basis: 0 };
    await expect(as('admin').save(wish)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('a dry run', () => {
  it('shows whom it would touch by masked addresses, also while the policy is off, and writes nothing', async () => {
    const dora = [400, 300, 200, 100].map((day) => reader.clock.ms - day * dayMs);
    await reader.sending.eventStore.append(mailTo('dora@example.com', dora, { did: ['opened'] }));
    await writeForYears();
    const before = await reader.written();
    const found = await as('support').dryRun({ policy: defaultSunsetPolicy });
    expect(found).toMatchObject({ silent: 2, unsettled: 0, silentSince: '2025-11-21T12:00:00.000Z' });
    expect(found.rows.map(({ address }) => address).sort()).toEqual(['a•••@example.com', 'c•••@example.com']);
    expect(found.rows[0]).toMatchObject({ verdict: 'ask', lastSignAt: null, mails: 4 });
    expect(JSON.stringify(found)).not.toMatch(/ada@|carl@/);
    expect(await reader.written()).toBe(before);
  });

  it('shows what would become of who was asked, and of other months than those saved', async () => {
    await writeForYears();
    await as('admin').save({ policy, basis: 0 });
    const deps = { ...reader.sending.deps, db: reader.sending.db };
    await askPage(deps, '', 1);
    reader.clock.ms += 15 * dayMs;
    await reader.sending.project();
    const { rows } = await as('admin').dryRun({ policy });
    expect(rows.map(({ verdict }) => verdict)).toEqual(['cancel', 'ask']);
    expect((await as('admin').dryRun({ policy: { ...policy, months: 24 } })).silent).toBe(0);
    expect(await as('admin').status()).toEqual({ asked: 1, cancelled: 0, ended: 0, kept: 0 });
  });
});

describe('the link that keeps', () => {
  const link = () => {
    const subjectId = mailboxOf(reader.sending.eventStore, 'carl@example.com');
    return reader.tokenOf({ may: 'keep', who: { channel: 'email', subjectId } });
  };
  const states = async () => {
    await reader.sending.project();
    return await as('admin').status();
  };

  it('changes nothing when it is looked at, and keeps when it is pressed', async () => {
    await writeForYears();
    await as('admin').save({ policy, basis: 0 });
    await askPage({ ...reader.sending.deps, db: reader.sending.db }, '', 500);
    const before = await reader.written();
    const looked = await reader.links.look({ token: link() });
    expect(looked).toMatchObject({ may: 'keep', category: null, manage: null });
    expect(JSON.stringify(looked)).not.toMatch(/carl|example/);
    expect(await reader.written()).toBe(before);
    expect(await reader.act(link())).toMatchObject({ outcome: 'kept', undo: null });
    expect(await states()).toMatchObject({ asked: 1, kept: 1 });
  });

  it('does no harm where nobody was asked', async () => {
    const before = await reader.written();
    expect(await reader.act(link())).toMatchObject({ outcome: 'kept' });
    expect(await reader.written()).toBe(before);
  });

  it('keeps whoever presses in the moment of the end', async () => {
    await writeForYears();
    await as('admin').save({ policy, basis: 0 });
    const deps = { ...reader.sending.deps, db: reader.sending.db };
    const { asked } = await askPage(deps, '', 500);
    for (const notificationId of asked) await reader.sendNow(notificationId);
    reader.clock.ms += 15 * dayMs;
    await reader.sending.project();
    await Promise.all([settlePage(deps, ''), reader.act(link()), reader.act(link())]);
    expect(await states()).toMatchObject({ ended: 1, kept: 1 });
    const { userId: _, ...news } = reader.newsFor('carl');
    reader.clock.ms += 1;
    expect(await reader.told({ ...news, addresses: { email: 'carl@example.com' } })).toMatchObject({
      verdict: 'handed_over',
    });
  });
});
