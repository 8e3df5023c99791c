import { describe, expect, it } from 'vitest';
import { historicEvent } from '#server/domain/event-history.ts';
import type { MarketingPauseEvent } from './events.ts';
import {
  decideMarketingPause,
  evolveMarketingPause,
  type MarketingPause,
  type MarketingPauseCommand,
  sendingMarketing,
} from './marketing-pause.ts';

const alertId = 'complaints-24h.stream.marketing.1';
const paused: MarketingPauseEvent = {
  type: 'MarketingPaused',
  data: { by: 'person', why: 'wrong list' },
  personal: null,
};
const guarded: MarketingPauseEvent = {
  type: 'MarketingPaused',
  data: { by: 'guard', alertId },
  personal: null,
};
const resumed: MarketingPauseEvent = { type: 'MarketingResumed', data: { why: 'cleaned' }, personal: null };
const guardSet = (mayPause: boolean): MarketingPauseEvent => ({
  type: 'MarketingGuardSet',
  data: { mayPause },
  personal: null,
});

/** The state after these events, one a minute from 12:01 on. */
const historyOf = (...events: readonly MarketingPauseEvent[]) =>
  events
    .map((event, n) => historicEvent(event, { position: n + 1, source: 'admin', actor: 'user-admin' }))
    .reduce<MarketingPause>(evolveMarketingPause, sendingMarketing);
const decide = (command: MarketingPauseCommand, ...events: readonly MarketingPauseEvent[]) =>
  decideMarketingPause(command, historyOf(...events));

describe('a person', () => {
  it('pauses marketing once, and says why', () => {
    const wish = { type: 'PauseMarketing', why: ' wrong list ' } as const;
    expect(decide(wish)).toStrictEqual([paused]);
    expect(decide(wish, paused)).toEqual([]);
    expect(decide(wish, guarded)).toEqual([]);
    expect(decide(wish, paused, resumed)).toStrictEqual([paused]);
    expect(() => decide({ ...wish, why: ' ' })).toThrow(/reason/);
  });

  it('resumes what is paused, and says why', () => {
    const wish = { type: 'ResumeMarketing', why: 'cleaned' } as const;
    expect(decide(wish)).toEqual([]);
    expect(decide(wish, guarded)).toStrictEqual([resumed]);
    expect(decide(wish, guarded, resumed)).toEqual([]);
    expect(() => decide({ ...wish, why: '' }, guarded)).toThrow(/reason/);
  });

  it('switches the guard on and off, also while marketing is paused', () => {
    expect(decide({ type: 'SetMarketingGuard', mayPause: false })).toEqual([]);
    expect(decide({ type: 'SetMarketingGuard', mayPause: true }, paused)).toStrictEqual([guardSet(true)]);
    expect(decide({ type: 'SetMarketingGuard', mayPause: true }, guardSet(true), paused)).toEqual([]);
    expect(decide({ type: 'SetMarketingGuard', mayPause: false }, guardSet(true))).toStrictEqual([
      guardSet(false),
    ]);
  });
});

describe('the guard', () => {
  const danger = (from: string, id = alertId) => ({ alertId: id, from: `2026-11-21T${from}:00.000Z` });
  const guard = (...dangers: ReturnType<typeof danger>[]) => ({ type: 'GuardMarketing', dangers }) as const;

  it('pauses nothing unless somebody switched it on', () => {
    expect(decide(guard(danger('11:00')))).toEqual([]);
    expect(decide(guard(danger('11:00')), guardSet(true), guardSet(false))).toEqual([]);
    expect(decide(guard(danger('11:00')), guardSet(true))).toStrictEqual([guarded]);
  });

  it('pauses nothing without a danger, and nothing twice', () => {
    expect(decide(guard(), guardSet(true))).toEqual([]);
    expect(decide(guard(danger('11:00')), guardSet(true), guarded)).toEqual([]);
    expect(decide(guard(danger('11:00')), guardSet(true), paused)).toEqual([]);
  });

  it('names the same alert in whatever order there are several', () => {
    const two = [danger('11:00', 'complaints-7d.stream.marketing.1'), danger('11:00')];
    for (const dangers of [two, two.toReversed()]) {
      expect(decide(guard(...dangers), guardSet(true))).toStrictEqual([guarded]);
    }
  });

  it('does not overrule who resumed, except by mail that was sent since', () => {
    const history = [guardSet(true), guarded, resumed];
    expect(decide(guard(danger('12:02')), ...history)).toEqual([]);
    expect(decide(guard(danger('12:03')), ...history)).toStrictEqual([guarded]);
  });
});

it('tells since when and why it is paused, by the first of several', () => {
  expect(historyOf(guardSet(true), paused, guarded)).toStrictEqual({
    status: 'paused',
    guardMayPause: true,
    resumedAt: null,
    since: '2026-11-21T12:02:00.000Z',
    because: 'admin/event-2',
    actor: 'user-admin',
    ground: { by: 'person', why: 'wrong list' },
  });
  expect(historyOf(paused, resumed)).toStrictEqual({
    status: 'sending',
    guardMayPause: false,
    resumedAt: '2026-11-21T12:02:00.000Z',
  });
});
