import { describe, expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { historicEvent } from '#server/domain/event-history.ts';
import { decidePreference, type PreferenceCommand } from './decide.ts';
import type { PreferenceEvent } from './events.ts';
import { evolvePreferences, type StoredPreferenceEvent } from './evolve.ts';
import { resolvePreference } from './resolve.ts';
import { noPreferences, type PreferencesState } from './state.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const userId = 'user-7';
/** The state after the events, a minute apart. */
const after = (...events: readonly PreferenceEvent[]) =>
  events
    .map((event, index) => historicEvent(event, { position: index + 1 }) as StoredPreferenceEvent)
    .reduce<PreferencesState>(evolvePreferences, noPreferences(userId));
const decide = (given: readonly PreferenceEvent[], when: PreferenceCommand) =>
  decidePreference(when, after(...given), defaultCategories);

type Target = Extract<PreferenceCommand, { type: 'ChangePreference' }>['target'];
const change = (target: Target, enabled: boolean): PreferenceCommand => ({
  type: 'ChangePreference',
  target,
  enabled,
});
const changed = (target: Target, enabled: boolean): PreferenceEvent => ({
  type: 'PreferenceChanged',
  data: { userId, ...target, enabled },
  personal: null,
});
const cell = { category: 'product', channel: 'email' } as const;
const category = { category: 'product', channel: null } as const;
const channel = { category: null, channel: 'email' } as const;
const offer = { category: 'marketing', channel: 'sms' } as const;

describe('switching a category on a channel', () => {
  it.each<[string, Target]>([
    ['one cell', cell],
    ['a whole category', category],
    ['a whole channel', channel],
  ])('off is recorded for %s, and on again', (_, target) => {
    const off = changed(target, false);
    expect(decide([], change(target, false))).toStrictEqual([off]);
    expect(decide([off], change(target, true))).toStrictEqual([changed(target, true)]);
  });

  it.each<[string, Target]>([
    ['one cell', cell],
    ['a whole category', category],
    ['a whole channel', channel],
  ])('brings nothing for %s that is so', (_, target) => {
    expect(decide([], change(target, true))).toStrictEqual([]);
    expect(decide([changed(target, false)], change(target, false))).toStrictEqual([]);
  });

  it.each<[Target, string]>([
    [{ category: 'security', channel: 'email' }, 'category_locked'],
    [{ category: 'security', channel: null }, 'category_locked'],
    [{ category: 'unheard-of', channel: 'email' }, 'category_unknown'],
    [{ category: 'toString', channel: null }, 'category_unknown'],
  ])('is refused for %j: %s', (target, code) => {
    for (const enabled of [true, false]) {
      expect(() => decide([], change(target, enabled))).toThrow(expect.objectContaining({ code }));
    }
  });

  it('is refused on a channel that the category is not offered on', () => {
    const product = { ...defaultCategories.product, channels: ['email'] as const };
    const command = change({ category: 'product', channel: 'sms' }, true);
    const categories = { ...defaultCategories, product: { ...product, channels: [...product.channels] } };
    expect(() => decidePreference(command, noPreferences(userId), categories)).toThrow(
      expect.objectContaining({ code: 'channel_not_offered' }),
    );
  });

  it('shuts a whole category again when a cell of it was switched on since', () => {
    const given = [changed(category, false), changed(cell, true)];
    expect(decide(given, change(category, false))).toHaveLength(1);
  });
});

describe('what the person gets', () => {
  const gets = (target: { category: string; channel: 'email' | 'sms' }, ...given: PreferenceEvent[]) =>
    resolvePreference(after(...given), defaultCategories, target.category, target.channel);

  it('is what the category offers by itself until they wish something', () => {
    expect(gets(cell)).toStrictEqual({ enabled: true, ground: 'default', because: null });
    expect(gets(offer)).toStrictEqual({ enabled: false, ground: 'default', because: null });
    expect(resolvePreference(null, defaultCategories, 'product', 'email').enabled).toBe(true);
  });

  it('is what they wished for that very thing', () => {
    expect(gets(cell, changed(cell, false))).toStrictEqual({
      enabled: false,
      ground: 'own_wish',
      because: 'example-source/event-1',
    });
    expect(gets(offer, changed(offer, true)).enabled).toBe(true);
  });

  it('is nothing of a category or a channel that they shut', () => {
    expect(gets(cell, changed(category, false))).toStrictEqual({
      enabled: false,
      ground: 'category_wish',
      because: 'example-source/event-1',
    });
    expect(gets(cell, changed(channel, false))).toStrictEqual({
      enabled: false,
      ground: 'channel_wish',
      because: 'example-source/event-1',
    });
    expect(gets(cell, changed(cell, true), changed(category, false)).enabled).toBe(false);
  });

  it('is what they switched on after shutting the whole', () => {
    expect(gets(cell, changed(category, false), changed(cell, true))).toMatchObject({
      enabled: true,
      because: 'example-source/event-2',
    });
    expect(gets(cell, changed(channel, false), changed(cell, true)).enabled).toBe(true);
    expect(gets(cell, changed(channel, false), changed(category, true)).enabled).toBe(false);
  });

  it('is what it was before when they open the whole again, and nothing they never asked for', () => {
    const shutAndOpened = [changed(category, false), changed(category, true)];
    expect(gets(cell, changed(cell, false), ...shutAndOpened).enabled).toBe(false);
    expect(gets(cell, ...shutAndOpened).enabled).toBe(true);
    const sms = { category: null, channel: 'sms' } as const;
    expect(gets(offer, changed(sms, false), changed(sms, true)).enabled).toBe(false);
    const marketing = { category: 'marketing', channel: null } as const;
    expect(gets(offer, changed(marketing, false), changed(marketing, true)).enabled).toBe(false);
  });

  it('is always security', () => {
    const security = { category: 'security', channel: 'email' } as const;
    expect(gets(security, changed(channel, false))).toStrictEqual({
      enabled: true,
      ground: 'always_on',
      because: null,
    });
  });

  it('is nothing of a category that is gone or not sent this way', () => {
    const gone = { category: 'gone', channel: 'email' } as const;
    expect(gets(gone, changed(channel, false))).toStrictEqual({
      enabled: false,
      ground: 'not_offered',
      because: null,
    });
  });
});

describe('pausing', () => {
  const paused = (until: string | null): PreferenceEvent => ({
    type: 'AllPaused',
    data: { userId, until },
    personal: null,
  });
  const pause = (until: string | null, minute = 10): PreferenceCommand => ({
    type: 'PauseAll',
    until,
    at: at(minute),
  });
  const resume = (minute = 10): PreferenceCommand => ({ type: 'ResumeAll', at: at(minute) });
  const resumed: PreferenceEvent = { type: 'AllResumed', data: { userId }, personal: null };

  it('is recorded, and so are a new end and the resuming', () => {
    expect(decide([], pause(at(30)))).toStrictEqual([paused(at(30))]);
    expect(decide([paused(at(30))], pause(null))).toStrictEqual([paused(null)]);
    expect(decide([paused(null)], resume())).toStrictEqual([resumed]);
  });

  it('is refused when it would be over already', () => {
    for (const until of [at(9), at(10)]) {
      expect(() => decide([], pause(until))).toThrow(expect.objectContaining({ code: 'pause_in_the_past' }));
    }
  });

  it('brings nothing when it is so', () => {
    expect(decide([paused(at(30))], pause(at(30)))).toStrictEqual([]);
    expect(decide([], resume())).toStrictEqual([]);
    expect(decide([paused(null), resumed], resume())).toStrictEqual([]);
    expect(decide([paused(at(30))], resume(30))).toStrictEqual([]);
  });
});

describe('quiet hours', () => {
  const night = { start: '22:00', end: '07:00', timeZone: 'Europe/Berlin' };
  const set = (quietHours: typeof night | null): PreferenceEvent => ({
    type: 'QuietHoursChanged',
    data: { userId, quietHours },
    personal: null,
  });
  const command = (quietHours: typeof night | null): PreferenceCommand => ({
    type: 'ChangeQuietHours',
    quietHours,
  });

  it('are recorded when they change', () => {
    expect(decide([], command(night))).toStrictEqual([set(night)]);
    expect(decide([set(night)], command(null))).toStrictEqual([set(null)]);
    for (const part of [{ start: '21:00' }, { end: '08:00' }, { timeZone: 'Europe/Paris' }]) {
      expect(decide([set(night)], command({ ...night, ...part }))).toHaveLength(1);
    }
  });

  it('are refused in a time zone that nobody knows', () => {
    expect(() => decide([], command({ ...night, timeZone: 'Mars/Olympus' }))).toThrow(
      expect.objectContaining({ code: 'time_zone_unknown' }),
    );
  });

  it('bring nothing when they are so', () => {
    expect(decide([], command(null))).toStrictEqual([]);
    expect(decide([set(night)], command({ ...night }))).toStrictEqual([]);
  });
});
