import { describe, expect, expectTypeOf, it } from 'vitest';
import { preferences } from '#db/schema/preferences.ts';
import { historicEvent } from '#server/domain/event-history.ts';
import { type PreferenceEvent, preferenceEvents } from '#server/domain/preference/events.ts';
import type { StoredPreferenceEvent } from '#server/domain/preference/evolve.ts';
import type { PreferencesState } from '#server/domain/preference/state.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { preferencesFold } from './fold.ts';

const userId = 'user-7';
const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const night = { start: '22:00', end: '07:00', timeZone: 'Europe/Berlin' };

const happened = (position: number, event: PreferenceEvent, minute = position) =>
  historicEvent(event, { position, at: at(minute), source: 'user' }) as StoredPreferenceEvent;
const wish = (position: number, enabled: boolean, minute?: number) =>
  happened(
    position,
    {
      type: 'PreferenceChanged',
      data: { userId, category: 'product', channel: 'email', enabled },
      personal: null,
    },
    minute,
  );

const fold = (events: readonly StoredPreferenceEvent[]) => {
  const row = events.reduce<PreferencesState | null>((state, event) => {
    const [key = 'no key'] = preferencesFold.keysOf(event);
    return preferencesFold.evolve(state, event, key);
  }, null);
  if (row === null) throw new Error('a row needs an event');
  return row;
};

const history = [
  wish(1, false),
  wish(2, true),
  wish(3, false, 2),
  happened(4, { type: 'AllPaused', data: { userId, until: null }, personal: null }),
  happened(5, { type: 'QuietHoursChanged', data: { userId, quietHours: night }, personal: null }),
];

it('has exactly the columns of the table, with a value where there must be one', () => {
  const rows = [fold(history), fold(history.slice(0, 1))];
  expectRowsToFit(preferences, rows);
  expectTypeOf<keyof PreferencesState>().toEqualTypeOf<keyof typeof preferences.$inferSelect>();
});

describe('the projection', () => {
  it('keeps the newest word on each thing, in every order', () => {
    const expected: PreferencesState = {
      userId,
      wishes: {
        'product/email': {
          at: at(2),
          id: 'user/event-3',
          category: 'product',
          channel: 'email',
          enabled: false,
        },
      },
      pause: { at: at(4), id: 'user/event-4', paused: true, until: null },
      quietHours: { at: at(5), id: 'user/event-5', hours: night },
    };
    expectInEveryOrder(fold, history, expected, 240);
  });

  it('handles every event of preferences, each for its person', () => {
    expect([...preferencesFold.handles].sort()).toEqual(Object.keys(preferenceEvents).sort());
    expect(preferencesFold.key).toBe('userId');
    expect(preferencesFold.keysOf(wish(1, true))).toEqual([userId]);
  });
});
