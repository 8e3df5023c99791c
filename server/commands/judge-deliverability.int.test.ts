import { beforeEach, describe, expect, it } from 'vitest';
import { isAlertEvent } from '#server/domain/alert/events.ts';
import { openSending, type Sending } from '#server/testing/sending.ts';
import { watchedMail } from '#server/testing/watched-mail.ts';
import { acknowledgeAlert } from './acknowledge-alert.ts';
import { judgeDeliverability } from './judge-deliverability.ts';
import { loadMarketingPause } from './load-marketing-pause.ts';
import { steerMarketing } from './steer-marketing.ts';

/** Sample mail is of 9 o'clock on that day. */
const noon = Date.UTC(2026, 4, 3, 12);
const hourMs = 60 * 60_000;
const clock = { ms: noon };
let sending: Sending;

beforeEach(async () => {
  clock.ms = noon;
  sending = await openSending(clock);
  return () => sending.close();
});

const deps = () => ({ db: sending.db, eventStore: sending.eventStore, now: sending.deps.now });
const look = () => judgeDeliverability(deps());

async function arrives(...mail: readonly Parameters<typeof watchedMail>[0][]): Promise<void> {
  await sending.eventStore.append(mail.flatMap((one) => watchedMail(one)));
  await sending.project();
}

const complaints = (count: number, first = 0) => ({ count, first, kind: 'complained' as const });
const daily = 'complaints-24h.stream.marketing.1';

async function storedOf(watchId: string) {
  const events = await sending.eventStore.readStream(`alert-${watchId}`);
  return events.filter((event) => isAlertEvent(event));
}

describe('a look at the mail', () => {
  it('raises what is wrong once, with its likely cause, however many look at once', async () => {
    await arrives(
      { count: 900 },
      { count: 300, template: 'sale' },
      { ...complaints(3), template: 'sale' },
      { count: 40, category: 'billing' },
    );
    const looks = await Promise.all([look(), look(), look()]);
    await look();
    expect(looks[0]?.judged).toBeGreaterThan(0);
    const stored = await storedOf('complaints-24h.stream.marketing');
    expect(stored).toHaveLength(1);
    expect(stored[0]).toMatchObject({
      type: 'AlertRaised',
      source: 'engine',
      actor: null,
      data: {
        alertId: daily,
        severity: 'critical',
        measured: { count: 3, of: 1_200, from: '2026-05-02T12:00:00.000Z', to: '2026-05-03T12:00:00.000Z' },
        cause: {
          part: { dimension: 'template', value: 'sale', count: 3, of: 300 },
          others: { count: 0, of: 900 },
        },
      },
    });
    expect(await storedOf('complaints-7d.stream.marketing')).toEqual([]);
  });

  it('finds the codes of bounces at a recipient domain', async () => {
    await arrives(
      { count: 190, domain: 'gmail.com' },
      { count: 30, first: 500, kind: 'hard_bounced', domain: 'gmail.com', codes: { enhanced: '5.7.26' } },
    );
    await look();
    const [bounces] = await storedOf('bounces-24h.recipient_domain.gmail.com');
    expect(bounces).toMatchObject({
      data: { severity: 'critical', cause: { codes: [{ code: '5.7', count: 30 }] } },
    });
    expect(await storedOf('deliveries-24h.stream.marketing')).toMatchObject([
      { type: 'AlertRaised', data: { severity: 'critical', measured: { count: 190, of: 220 } } },
    ]);
  });

  it('says nothing of too little mail', async () => {
    await arrives({ count: 150 }, complaints(40), { count: 40, first: 900, kind: 'hard_bounced' });
    expect(await look()).toStrictEqual({ judged: 0, changes: [], paused: false, untold: [] });
  });

  it('goes on telling what nobody was told, and says when it has worsened and is over', async () => {
    const alertId = 'bounces-24h.stream.marketing.1';
    const bounced = (count: number, first: number) => ({ count, first, kind: 'hard_bounced' as const });
    await arrives({ count: 245 }, bounced(5, 1_000));
    const first = await look();
    expect(first.changes).toContainEqual({ alertId, change: 'raise' });
    expect(first.untold).toContainEqual({ alertId, news: 'raised', by: ['email', 'webhook'] });
    await arrives(bounced(10, 2_000));
    const second = await look();
    expect(second.changes).toContainEqual({ alertId, change: 'worsen' });
    expect(second.untold.filter((one) => one.alertId === alertId).map(({ news }) => news)).toEqual([
      ...['raised', 'worsened'],
    ]);
    await arrives({ count: 800, first: 10_000 });
    expect((await look()).changes).toContainEqual({ alertId, change: 'resolve' });
    expect((await storedOf('bounces-24h.stream.marketing')).map(({ type }) => type)).toEqual([
      ...['AlertRaised', 'AlertWorsened', 'AlertResolved'],
    ]);
  });
});

describe('an alert', () => {
  it('is acknowledged once, by who did, and only if there is one', async () => {
    await arrives({ count: 1_000 }, complaints(2));
    await look();
    const by = (actor: string, alertId = daily) =>
      acknowledgeAlert(deps(), { alertId, actor, at: deps().now() });
    expect(await by('user-admin')).toEqual({ acknowledged: true });
    expect(await by('user-other')).toEqual({ acknowledged: false });
    expect((await storedOf('complaints-24h.stream.marketing')).at(-1)).toMatchObject({
      type: 'AlertAcknowledged',
      actor: 'user-admin',
    });
    await expect(by('user-admin', 'complaints-24h.stream.marketing.2')).rejects.toMatchObject({
      code: 'alert_unknown',
    });
  });
});

describe('the guard', () => {
  const by = (actor: string | null = 'user-admin') => ({ at: deps().now(), actor });
  const pause = async () => (await loadMarketingPause(sending.eventStore)).pause;

  it('is off until somebody switches it on, and then pauses because of the alert', async () => {
    await arrives({ count: 1_000 }, complaints(2));
    expect((await look()).paused).toBe(false);
    await steerMarketing(deps(), { type: 'SetMarketingGuard', mayPause: true }, by());
    expect((await look()).paused).toBe(true);
    expect((await look()).paused).toBe(false);
    expect(await pause()).toMatchObject({
      status: 'paused',
      actor: null,
      ground: { by: 'guard', alertId: daily },
    });
  });

  it('does not overrule who resumed, until there is mail from after that', async () => {
    await steerMarketing(deps(), { type: 'SetMarketingGuard', mayPause: true }, by());
    await arrives({ count: 1_000 }, complaints(2));
    await look();
    await steerMarketing(deps(), { type: 'ResumeMarketing', why: 'list cleaned' }, by());
    clock.ms += hourMs;
    expect((await look()).paused).toBe(false);
    expect(await pause()).toMatchObject({ status: 'sending' });
    clock.ms = noon + 25 * hourMs;
    const later = 25 * 3600;
    await arrives(
      { count: 1_000, first: 20_000, second: later },
      { ...complaints(2, 20_000), second: later + 1 },
    );
    expect((await look()).paused).toBe(true);
  });

  it('is steered by one of two who do the same at once', async () => {
    const wish = { type: 'PauseMarketing', why: 'wrong list' } as const;
    const answers = await Promise.all([
      steerMarketing(deps(), wish, by()),
      steerMarketing(deps(), wish, by()),
    ]);
    expect(answers.filter(({ changed }) => changed)).toHaveLength(1);
  });
});
