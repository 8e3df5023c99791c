import { describe, expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import type { PreferenceEvent } from './events.ts';
import type { StoredPreferenceEvent } from './evolve.ts';
import { takeBack } from './take-back.ts';

const at = '2026-11-21T12:00:00.000Z';
const userId = 'ada';
const quiet = { start: '22:00', end: '07:00', timeZone: 'Europe/Berlin' };

/** What was wished, one minute after the other; with the change that it belonged to. */
function history(...said: [change: string | null, event: Pick<PreferenceEvent, 'type' | 'data'>][]) {
  return said.map(([correlation, event], n) => {
    const id = `e-${n}`;
    const occurredAt = `2026-11-21T11:${String(n).padStart(2, '0')}:00.000Z`;
    const envelope = { occurredAt, source: 'user', sourceEventId: id, correlation };
    // Safe: nothing else of an event is looked at.
    return { ...event, personal: null, ...envelope } as unknown as StoredPreferenceEvent;
  });
}

type Target = { category: string; channel: 'email' | 'sms' | null } | { category: null; channel: 'sms' };
const wished = (target: Target, enabled: boolean) =>
  ({ type: 'PreferenceChanged', data: { userId, ...target, enabled } }) as const;
const paused = (until: string | null) => ({ type: 'AllPaused', data: { userId, until } }) as const;
const resumed = { type: 'AllResumed', data: { userId } } as const;
const hours = (quietHours: typeof quiet | null) =>
  ({ type: 'QuietHoursChanged', data: { userId, quietHours } }) as const;
const back = (...said: Parameters<typeof history>) =>
  takeBack(history(...said), 'change', { categories: defaultCategories, at });

const news = { category: 'marketing', channel: null } as const;
const newsByMail = { category: 'marketing', channel: 'email' } as const;
const newsByText = { category: 'marketing', channel: 'sms' } as const;

describe('taking a change back', () => {
  it('opens a category that the change shut', () => {
    expect(back(['change', wished(news, false)])).toEqual([
      { type: 'ChangePreference', target: news, enabled: true },
    ]);
  });

  it('leaves a category shut that was shut before', () => {
    expect(back([null, wished(news, false)], ['change', wished(news, false)])).toEqual([
      { type: 'ChangePreference', target: news, enabled: false },
    ]);
  });

  it('opens a channel that the change shut', () => {
    const target = { category: null, channel: 'sms' } as const;
    expect(back(['change', wished(target, false)])).toEqual([
      { type: 'ChangePreference', target, enabled: true },
    ]);
  });

  it('gives each cell what it had, by wish or by default', () => {
    const said = back(
      [null, wished(newsByMail, false)],
      ['change', wished(newsByMail, true)],
      ['change', wished(newsByText, true)],
    );
    expect(said).toEqual([
      { type: 'ChangePreference', target: newsByMail, enabled: false },
      { type: 'ChangePreference', target: newsByText, enabled: false },
    ]);
  });

  it('leaves what somebody changed again since', () => {
    const said = back(
      ['change', wished(newsByMail, false)],
      ['change', wished(newsByText, true)],
      [null, wished(newsByMail, false)],
    );
    expect(said).toEqual([{ type: 'ChangePreference', target: newsByText, enabled: false }]);
  });

  it.each([
    ['a pause begun by it', [['change', paused(null)]], { type: 'ResumeAll', at }],
    [
      'a pause ended by it that would still run',
      [
        [null, paused(null)],
        ['change', resumed],
      ],
      { type: 'PauseAll', until: null, at },
    ],
    [
      'a pause ended by it that would be over by now',
      [
        [null, paused('2026-11-21T11:30:00.000Z')],
        ['change', resumed],
      ],
      { type: 'ResumeAll', at },
    ],
    ['quiet hours set by it', [['change', hours(quiet)]], { type: 'ChangeQuietHours', quietHours: null }],
    [
      'quiet hours dropped by it',
      [
        [null, hours(quiet)],
        ['change', hours(null)],
      ],
      { type: 'ChangeQuietHours', quietHours: quiet },
    ],
  ] as const)('sets back %s', (_, said, wish) => {
    expect(back(...(said as unknown as Parameters<typeof history>))).toEqual([wish]);
  });

  it('passes over a category that no longer exists', () => {
    expect(back(['change', wished({ category: 'gone', channel: 'email' }, false)])).toEqual([]);
  });

  it('finds nothing to do for a change that nobody made', () => {
    expect(back(['other', wished(news, false)])).toEqual([]);
    expect(back()).toEqual([]);
  });
});
