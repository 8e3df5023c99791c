import { beforeEach, describe, expect, it } from 'vitest';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import { judgeDeliverability } from '#server/commands/judge-deliverability.ts';
import { callerDeps, silentAlerting } from '#server/testing/caller-deps.ts';
import { openSending, type Sending } from '#server/testing/sending.ts';
import { watchedMail } from '#server/testing/watched-mail.ts';
import { createCaller } from '../router.ts';
import { alertsRouter } from './alerts.ts';

/** Sample mail is of 9 o'clock on that day. */
const noon = Date.UTC(2026, 4, 3, 12);
const clock = { ms: noon };
let sending: Sending;
let checks: number;

const viewer = (role: Role): Viewer => ({ userId: `${role}-1`, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) =>
  createCaller({
    viewer: who,
    deps: callerDeps({
      ...{ db: sending.db, eventStore: sending.eventStore, now: sending.deps.now },
      alerting: { ...silentAlerting, mail: { ...silentAlerting.mail, isSetUp: true } },
      askForCheck: async () => {
        checks += 1;
      },
    }),
  }).alerts;
const admin = () => callerOf(viewer('admin'));
const support = () => callerOf(viewer('support'));

beforeEach(async () => {
  clock.ms = noon;
  checks = 0;
  sending = await openSending(clock);
  return () => sending.close();
});

const look = async () => {
  const { db, eventStore, deps } = sending;
  const judged = await judgeDeliverability({ db, eventStore, now: deps.now });
  await sending.project();
  return judged;
};
async function arrives(...mail: readonly Parameters<typeof watchedMail>[0][]): Promise<void> {
  await sending.eventStore.append(mail.flatMap((one) => watchedMail(one)));
  await sending.project();
}
const bounces = (count: number, first: number) => ({ count, first, kind: 'hard_bounced' as const });
const bounced = 'bounces-24h.stream.marketing.1';

describe('not allowed', () => {
  const why = 'wrong list';
  const reads: Record<string, (who: Viewer | null) => Promise<unknown>> = {
    list: (who) => callerOf(who).list({ state: 'open' }),
    byId: (who) => callerOf(who).byId({ alertId: bounced }),
    watching: (who) => callerOf(who).watching(),
    marketing: (who) => callerOf(who).marketing(),
  };
  const acts: Record<string, (who: Viewer | null) => Promise<unknown>> = {
    acknowledge: (who) => callerOf(who).acknowledge({ alertId: bounced }),
    check: (who) => callerOf(who).check(),
    pauseMarketing: (who) => callerOf(who).pauseMarketing({ why }),
    resumeMarketing: (who) => callerOf(who).resumeMarketing({ why }),
    setMarketingGuard: (who) => callerOf(who).setMarketingGuard({ mayPause: true }),
  };

  it('leaves out no procedure', () => {
    expect([...Object.keys(reads), ...Object.keys(acts)].sort()).toEqual(
      Object.keys(alertsRouter._def.procedures).sort(),
    );
  });

  it.each(Object.entries(reads))('is alerts.%s for strangers and plain users', async (_, call) => {
    await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(call(viewer('user'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each(Object.entries(acts))('is alerts.%s for support too, and nothing happens', async (_, call) => {
    const before = await sending.eventStore.newestPosition();
    await expect(call(null)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    for (const role of ['user', 'support'] as const) {
      await expect(call(viewer(role))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await sending.eventStore.newestPosition()).toBe(before);
    expect(checks).toBe(0);
  });
});

describe('alerts', () => {
  it('are told with what was counted, the marks, the cause and how the mail fares now', async () => {
    await arrives({ count: 240 }, { ...bounces(20, 500), template: 'sale', codes: { enhanced: '5.1.1' } });
    await look();
    const { alerts, mayAct } = await support().list({ state: 'open' });
    expect(mayAct).toBe(false);
    const alert = alerts.find(({ alertId }) => alertId === bounced);
    expect(alert).toMatchObject({
      ...{ rule: 'bounces-24h', scope: { kind: 'stream', name: 'marketing' }, severity: 'critical' },
      marks: { warning: 0.02, critical: 0.05, resolved: 0.015 },
      measured: { raised: { count: 20, of: 260 } },
      now: { count: 20, of: 260, band: 'critical' },
      ...{ acknowledgedAt: null, resolvedAt: null, told: [] },
    });
    expect(alert?.cause).toEqual([
      'The template “sale” brings all 20 bounces, but only 7.69 % of the mail. All other mail stands at 0 %.',
      'All 20 bounces that came with a code carry 5.1: the address does not exist.',
    ]);
    expect(JSON.stringify(alerts)).not.toContain('@');
  });

  it('are listed page by page, critical ones first, and apart once they are over', async () => {
    await arrives(
      { count: 245 },
      bounces(5, 500),
      { count: 180, category: 'billing' },
      {
        ...{ ...bounces(20, 900), category: 'billing' },
      },
    );
    await look();
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { alerts: { alertId: string; severity: string }[]; nextCursor: string | null } =
        await admin().list({ state: 'open', cursor, limit: 1 });
      found.push(...page.alerts.map(({ severity, alertId }) => `${severity} ${alertId}`));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found).toEqual([
      'critical bounces-24h.stream.transactional.1',
      'warning deliveries-24h.stream.transactional.1',
      'warning bounces-24h.stream.marketing.1',
    ]);
    await arrives({ count: 200, first: 2_000 });
    await look();
    const over = await admin().list({ state: 'resolved' });
    expect(over.alerts).toMatchObject([
      { alertId: bounced, now: null, measured: { raised: { count: 5 }, resolved: { count: 5, of: 450 } } },
    ]);
    expect((await admin().list({ state: 'open' })).alerts).toHaveLength(2);
    await expect(admin().list({ state: 'open', cursor: 'x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('are found by their id, and acknowledged in one’s own name', async () => {
    await arrives({ count: 240 }, bounces(20, 500));
    await look();
    expect(await admin().acknowledge({ alertId: bounced })).toEqual({ acknowledged: true });
    await sending.project();
    expect(await support().byId({ alertId: bounced })).toMatchObject({
      mayAct: false,
      alert: { alertId: bounced, acknowledgedBy: 'admin-1', now: { count: 20 } },
    });
    await expect(admin().byId({ alertId: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(admin().acknowledge({ alertId: 'none.1' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what is watched', () => {
  it('is told with its rules, how it stands, and by which ways people hear of it', async () => {
    await arrives({ count: 300, domain: 'gmail.com' }, { count: 2, domain: 'yahoo.com', first: 400 });
    const { rules, scopes, ways, otherDomains } = await support().watching();
    expect(ways).toEqual({ email: true, webhook: false });
    expect(rules.find(({ id }) => id === 'complaints-24h')).toMatchObject({
      marks: { warning: 0.0005, critical: 0.001 },
      minimumSample: 1_000,
    });
    expect(scopes.map(({ scope }) => scope.name)).toEqual([
      ...['transactional', 'marketing', 'unknown', 'gmail.com', 'yahoo.com'],
    ]);
    expect(otherDomains).toBe(0);
    const shares = scopes.find(({ scope }) => scope.name === 'gmail.com')?.shares;
    expect(shares?.find(({ rule }) => rule === 'deliveries-24h')).toEqual({
      ...{ rule: 'deliveries-24h', count: 300, of: 300, band: 'good' },
    });
    expect(shares?.find(({ rule }) => rule === 'complaints-24h')?.band).toBe('unsure');
  });

  it('is looked at now when an administrator asks', async () => {
    await admin().check();
    expect(checks).toBe(1);
  });
});

describe('marketing', () => {
  it('is paused and resumed with a reason, which the audit keeps', async () => {
    expect(await support().marketing()).toEqual({ mayAct: false, guardMayPause: false, paused: null });
    await expect(admin().pauseMarketing({ why: ' ' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('reason'),
    });
    expect(await admin().pauseMarketing({ why: 'wrong list' })).toEqual({ changed: true });
    expect(await support().marketing()).toMatchObject({
      paused: { since: '2026-05-03T12:00:00.000Z', why: 'wrong list', alertId: null },
    });
    expect(await admin().resumeMarketing({ why: 'list cleaned' })).toEqual({ changed: true });
    await sending.project();
    const audit = createCaller({
      viewer: viewer('admin'),
      deps: callerDeps({ db: sending.db, eventStore: sending.eventStore }),
    }).audit;
    const { rows } = await audit.list({});
    expect(rows.map(({ action, actor, details }) => [action, actor, details])).toEqual([
      ['marketing_resumed', 'admin-1', { why: 'list cleaned' }],
      ['marketing_paused', 'admin-1', { why: 'wrong list' }],
    ]);
  });

  it('is paused by the guard once an administrator allows it, and says because of which alert', async () => {
    expect(await admin().setMarketingGuard({ mayPause: true })).toEqual({ changed: true });
    await arrives({ count: 240 }, bounces(20, 500));
    expect((await look()).paused).toBe(true);
    expect(await support().marketing()).toMatchObject({
      guardMayPause: true,
      paused: { why: null, alertId: bounced },
    });
  });
});
