import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isReportEvent } from '#server/domain/message/events.ts';
import { everyOrderTwice } from '#server/domain/message/every-order.ts';
import type { StoredReportEvent } from '#server/domain/message/evolve.ts';
import { type HistoricReport, historic } from '#server/domain/message/message-history.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import type { Suppression } from '#server/domain/suppression/suppression.ts';
import { type AddressHealth, evolveAddressHealth } from './address-health.ts';
import { type UserChannel, userChannelAt } from './user-channel.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const sign = <Status>(minute: number, status: Status) => ({
  at: at(minute),
  id: `example-mail/event-${minute}`,
  status,
});
function report(kind: ReportKind, place: HistoricReport = {}): StoredReportEvent {
  const event = historic(kind, place);
  if (!isReportEvent(event)) throw new Error('a report');
  return event;
}
const fold = (events: readonly StoredReportEvent[]) =>
  events.reduce<AddressHealth | null>(evolveAddressHealth, null);

describe('the health of an address', () => {
  it('is its newest sign, and the newest that tells whether it works', () => {
    const events = (['accepted', 'delivered', 'deferred', 'sent'] as const).map((kind, index) =>
      report(kind, { position: index + 1 }),
    );
    expect(fold(events)).toStrictEqual({
      last: sign(4, 'sent'),
      outcome: sign(3, 'deferred'),
    } satisfies AddressHealth);
  });

  it.each([
    ['accepted', null],
    ['sent', null],
    ['dropped', null],
    ['failed', null],
    ['unsubscribed', null],
    ['deferred', 'deferred'],
    ['soft_bounced', 'soft_bounced'],
    ['delivered', 'delivered'],
    ['hard_bounced', 'hard_bounced'],
    ['complained', 'complained'],
  ] as const)('after %s has the outcome %s', (kind, outcome) => {
    expect(fold([report(kind)])?.outcome?.status ?? null).toBe(outcome);
  });

  it('is proved by a person’s visit and not by a machine’s', () => {
    const visit = (machine: 'human' | 'likely_machine') => report('opened', { data: { machine } });
    expect(fold([visit('human')])?.outcome?.status).toBe('delivered');
    expect(fold([visit('likely_machine')])?.outcome).toBeNull();
  });

  it('at one moment is the outcome of the higher rank, for clocks of whole seconds', () => {
    const events = [
      report('delivered', { position: 1, at: at(1) }),
      report('accepted', { position: 2, at: at(1) }),
    ];
    expect(fold(events)?.last).toStrictEqual({ ...sign(1, 'delivered') });
    expect(fold(events.toReversed())?.last).toStrictEqual({ ...sign(1, 'delivered') });
  });

  it('is the same in every order, each event twice', () => {
    const history = [
      report('accepted', { position: 1 }),
      report('delivered', { position: 2, at: at(1) }),
      report('opened', { position: 3, data: { machine: 'human' } }),
      report('deferred', { position: 4 }),
      report('soft_bounced', { position: 5, at: at(4) }),
      report('soft_bounced', { position: 6, at: at(4) }),
    ];
    const expected = fold(history);
    let histories = 0;
    for (const twice of everyOrderTwice(history)) {
      histories += 1;
      if (!isDeepStrictEqual(fold(twice), expected)) expect(fold(twice)).toStrictEqual(expected);
    }
    expect(histories).toBe(1_440);
  });
});

describe('a channel of a person', () => {
  const now = at(30);
  const address = { at: at(0), id: 'api/contact-1', subjectId: 'subject-ada', address: 'ada@example.com' };
  const suppression = (part: Partial<Suppression>): Suppression => ({
    channel: 'email',
    subjectId: 'subject-ada',
    cell: 'hard_bounce',
    reason: 'hard_bounce',
    scope: 'everything',
    since: at(3),
    because: 'example-mail/event-3',
    isCauseKnown: true,
    newest: { at: at(3), id: 'example-mail/event-3' },
    expiresAt: null,
    ...part,
  });
  const seen = (events: readonly StoredReportEvent[], ...suppressions: Suppression[]) =>
    userChannelAt(now, 'email', { address, health: fold(events), suppressions });
  const healthOf = (...given: Parameters<typeof seen>) => seen(...given).health;

  it('is shown whole', () => {
    const left = suppression({ reason: 'unsubscribe', scope: 'all_but_security' });
    expect(
      seen([report('delivered', { position: 2 }), report('accepted', { position: 4 })], left),
    ).toStrictEqual({
      channel: 'email',
      address: { subjectId: 'subject-ada', address: 'ada@example.com', at: at(0) },
      lastStatus: { status: 'accepted', at: at(4) },
      optedOut: { since: at(3), because: 'example-mail/event-3', reason: 'unsubscribe' },
      suppressions: [left],
      health: { grade: 'good', reason: 'delivered', because: 'example-mail/event-2' },
    } satisfies UserChannel);
  });

  it('without an address says nothing of one that was there before', () => {
    const nothing = {
      channel: 'email',
      address: null,
      lastStatus: null,
      optedOut: null,
      suppressions: [],
      health: { grade: 'unknown', reason: 'no_address', because: null },
    } satisfies UserChannel;
    const known = { health: fold([report('delivered')]), suppressions: [suppression({})] };
    expect(userChannelAt(now, 'email', { ...known, address: null })).toStrictEqual(nothing);
    const gone = { ...address, subjectId: null, address: null };
    expect(userChannelAt(now, 'email', { ...known, address: gone })).toStrictEqual(nothing);
  });

  it.each([
    ['delivered', 'good', 'delivered'],
    ['deferred', 'degraded', 'deferred'],
    ['soft_bounced', 'degraded', 'soft_bounced'],
    ['hard_bounced', 'unknown', 'suppression_ended'],
    ['complained', 'unknown', 'suppression_ended'],
  ] as const)('that %s and is not suppressed is %s', (kind, grade, reason) => {
    expect(healthOf([report(kind)])).toStrictEqual({ grade, reason, because: 'example-mail/event-1' });
  });

  it('that nothing is known of is unknown', () => {
    expect(healthOf([])).toStrictEqual({ grade: 'unknown', reason: 'no_reports', because: null });
    expect(healthOf([report('accepted')]).grade).toBe('unknown');
  });

  it('is bad while the address is suppressed, and says by what', () => {
    const bounced = suppression({});
    expect(healthOf([report('hard_bounced')], bounced)).toStrictEqual({
      grade: 'bad',
      reason: 'hard_bounce',
      because: 'example-mail/event-3',
    });
    expect(healthOf([report('delivered')], { ...bounced, expiresAt: now }).grade).toBe('good');
    expect(seen([], { ...bounced, expiresAt: now }).suppressions).toStrictEqual([]);
  });

  it('is not bad because of a wish, nor of a part of what could be sent', () => {
    const stop = suppression({ reason: 'stop' });
    expect(seen([report('delivered')], stop)).toMatchObject({
      optedOut: { reason: 'stop' },
      health: { grade: 'good' },
    });
    const part = suppression({ reason: 'manual', scope: 'category:billing' });
    expect(healthOf([report('delivered')], part).grade).toBe('good');
    const leftPart = suppression({ reason: 'unsubscribe', scope: 'category:billing' });
    expect(seen([], leftPart).optedOut).toBeNull();
  });
});
