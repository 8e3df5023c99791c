import { describe, expect, it } from 'vitest';
import { instantFromMs } from '#server/domain/instant.ts';
import { providers } from '#server/providers/registry.ts';
import { dayMs } from './beats.ts';
import { type Content, type Delivery, tellDay } from './day.ts';
import { necessaryCastings } from './necessary.ts';
import { requestsOf } from './requests.ts';
import type { DayPlan } from './scenes.ts';
import { stories } from './stories.ts';
import { canTell, tellerOf } from './tellers.ts';

const untilMs = Date.parse('2026-11-21T18:00:00.000Z');
const fromMs = untilMs - dayMs;
const tellers = await Promise.all(providers.map(tellerOf));
const plan: DayPlan = { seed: 'seven', messages: 300, fromMs, untilMs, minutesEast: 60, tellers };
const told = [...tellDay(plan)];
const reportsIn = (deliveries: readonly Delivery[]) =>
  deliveries.flatMap(({ content }) => (content.what === 'reports' ? content.reports : []));
const first = told.filter(({ again }) => !again);

describe('a day', () => {
  it('is the same for the same seed and end, and another for another', () => {
    expect([...tellDay(plan)]).toEqual(told);
    const other = new Set(
      reportsIn([...tellDay({ ...plan, seed: 'eight' })]).map(({ providerMessageId }) => providerMessageId),
    );
    expect(reportsIn(told).some(({ providerMessageId }) => other.has(providerMessageId))).toBe(false);
  });

  it('happens to the same people with other messages when it ends on another day', () => {
    const tomorrow = [...tellDay({ ...plan, fromMs: fromMs + dayMs, untilMs: untilMs + dayMs })];
    const [today, next] = [reportsIn(told), reportsIn(tomorrow)];
    const people = (reports: typeof today) => reports.map(({ recipient, kind }) => [recipient, kind]);
    expect(people(next)).toEqual(people(today));
    const known = new Set(today.map(({ providerMessageId }) => providerMessageId));
    expect(next.some(({ providerMessageId }) => known.has(providerMessageId))).toBe(false);
  });

  it('has every kind of report of every provider', () => {
    expect(tellers.length).toBeGreaterThan(5);
    for (const { id, kinds } of tellers) {
      const told = new Set(
        reportsIn(first.filter(({ provider }) => provider === id)).map(({ kind }) => kind),
      );
      expect([id, [...told].sort()]).toEqual([id, [...kinds].sort()]);
    }
  });

  it('has everything that must be refused or kept unread, from each who can be made to say it', () => {
    for (const { id, signsTime } of tellers) {
      const odd = new Set(told.filter(({ provider }) => provider === id).map(({ content }) => content.what));
      expect([id, odd.has('unknown'), odd.has('forged'), odd.has('stale')]).toEqual([
        id,
        true,
        true,
        signsTime,
      ]);
    }
  });

  it('has every story that somebody can tell', () => {
    const necessary = necessaryCastings(tellers, plan.seed);
    const possible = stories.filter((story) => tellers.some((teller) => canTell(teller, story)));
    expect(new Set(necessary.map(({ story }) => story.name))).toEqual(
      new Set(possible.map(({ name }) => name)),
    );
    const landmarks = new Map<string, string>();
    Array.from(tellDay(plan, (landmark) => landmarks.set(...landmark)));
    expect(new Set(landmarks.keys())).toEqual(new Set(possible.map(({ name }) => name)));
  });

  it('takes place within the day, but for what is told days late', () => {
    const moments = reportsIn(told).map(({ at }) => Date.parse(at));
    expect(Math.max(...moments)).toBeLessThanOrEqual(untilMs);
    const early = moments.filter((at) => at < fromMs);
    expect(early.length).toBeGreaterThan(0);
    expect(early.length).toBeLessThan(moments.length / 20);
    expect(Math.min(...early)).toBeGreaterThan(fromMs - 5 * dayMs);
  });

  it('is told in the order in which a message goes on, but for what is told out of order', () => {
    const late = reportsIn(first).filter(({ kind, providerMessageId }, index, all) => {
      const opening = all.findIndex(
        (one) => one.kind === 'opened' && one.providerMessageId === providerMessageId,
      );
      return kind === 'delivered' && opening !== -1 && opening < index;
    });
    expect(late.length).toBeGreaterThan(0);
    expect(late.length).toBeLessThan(reportsIn(first).length / 20);
  });

  it('sends most in the morning, and little at night', () => {
    const accepted = reportsIn([...tellDay({ ...plan, messages: 5_000 })]).filter(
      ({ kind }) => kind === 'accepted',
    );
    const hours = accepted.map(({ at }) => (new Date(at).getUTCHours() + 1) % 24);
    const between = (from: number, to: number) => hours.filter((hour) => hour >= from && hour < to).length;
    expect(between(8, 11)).toBeGreaterThan(4 * between(1, 4));
  });

  it('has a run of soft bounces that reaches the limit of five, in a row, to one person', () => {
    const runs = new Map<string, number>();
    for (const { kind, recipient } of reportsIn(first).toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
      if (kind === 'soft_bounced') runs.set(recipient, (runs.get(recipient) ?? 0) + 1);
      else if (kind === 'delivered') runs.set(recipient, Math.min(runs.get(recipient) ?? 0, 0));
    }
    expect([...runs.values()].some((run) => run >= 5)).toBe(true);
  });

  it('repeats something of every provider, and never what must be refused', () => {
    const repeated = told.filter(({ again }) => again);
    expect(new Set(repeated.map(({ provider }) => provider)).size).toBe(providers.length);
    for (const { content } of repeated) expect(['reports', 'replies', 'unknown']).toContain(content.what);
  });

  it('writes to nobody who could exist', () => {
    for (const { recipient } of reportsIn(told)) {
      expect(recipient).toMatch(
        /^[a-z]+\.[a-z]+\d*@(?:example\.(?:com|org|net)|[a-z]+\.test)$|^\+1500555\d{4}$|^user-/,
      );
    }
  });

  it('goes on for as long as it is asked to, and then ends', () => {
    const big = { ...plan, messages: 12_000 };
    let before = 0;
    const messages = new Set<string>();
    for (const { progress, content } of tellDay(big)) {
      expect(progress).toBeGreaterThanOrEqual(before);
      before = progress;
      if (content.what === 'reports') for (const one of content.reports) messages.add(one.providerMessageId);
    }
    expect(before).toBe(1);
    // The last few may be sent too late for anything to be told of them.
    expect(messages.size).toBeGreaterThan(11_900);
    expect(messages.size).toBeLessThan(12_010);
  });

  it('has no more forgeries than an endpoint bears within a minute', () => {
    const refused = [...tellDay({ ...plan, messages: 50_000 })].filter(
      ({ content }) => content.what === 'forged' || content.what === 'stale',
    );
    expect(refused.length).toBeGreaterThan(50);
    expect(refused.length).toBeLessThanOrEqual(100);
  });

  it('holds from one message on', () => {
    for (const messages of [1, 2, 5]) expect([...tellDay({ ...plan, messages })].length).toBeGreaterThan(0);
    const alone = tellers.slice(0, 1);
    expect([...tellDay({ ...plan, tellers: alone })].every(({ provider }) => provider === alone[0]?.id)).toBe(
      true,
    );
  });
});

describe.each(providers.map((provider) => ({ id: provider.id, provider })))('$id', ({ provider }) => {
  const { environment, secret } = provider.rehearsal.credentials();
  const baseUrl = 'https://earshot.example.com';
  const url = `${baseUrl}/api/webhooks/${provider.id}`;
  const part = {
    ...{ provider, secret, endpoint: url, signedUrl: url },
    strangersSecret: provider.rehearsal.credentials().secret,
  };
  const receiver = provider.configure({ PUBLIC_BASE_URL: baseUrl, EARSHOT_LOCAL: '1', ...environment });
  const now = instantFromMs(untilMs);
  const received = (content: Content) =>
    requestsOf(part, content, untilMs).map(({ headers, body, query = '' }) => ({
      ...{ url: `${url}${query}`, headers: new Headers(headers), body, query: new URLSearchParams(query) },
    }));
  const contents = told.filter((delivery) => delivery.provider === provider.id).map(({ content }) => content);

  it('is believed when it is itself, and only then', async () => {
    for (const content of contents) {
      const isFalse = content.what === 'forged' || content.what === 'stale';
      for (const request of received(content)) {
        expect([content, (await receiver?.verify(request, now))?.ok]).toEqual([content, !isFalse]);
      }
    }
    expect(contents.length).toBeGreaterThan(10);
  });

  it('is read as what it was to say, but for what nobody has heard of', () => {
    for (const content of contents.filter(({ what }) => what !== 'forged' && what !== 'stale')) {
      const items = received(content).flatMap(
        ({ body, ...context }) => receiver?.read(body, { ...context, receivedAt: now }) ?? [],
      );
      expect(items).toMatchObject(meaningOf(content));
    }
  });
});

function meaningOf(content: Content): readonly object[] {
  switch (content.what) {
    case 'unknown':
      return [{ outcome: 'unreadable' }];
    case 'replies':
      return content.replies.map(({ wish }) => ({ outcome: 'reply', data: { wish } }));
    default:
      return content.reports.map(({ kind }) => ({ outcome: 'report', kind }));
  }
}
