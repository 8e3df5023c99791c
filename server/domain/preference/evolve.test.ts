import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { historicEvent } from '#server/domain/event-history.ts';
import { everyOrderTwice } from '#server/domain/message/every-order.ts';
import { type PreferenceEvent, preferencesStream } from './events.ts';
import { evolvePreferences, type StoredPreferenceEvent } from './evolve.ts';
import { preferenceHistory } from './history.ts';
import { type PreferencesState, pauseAt } from './state.ts';

const userId = 'user-7';
const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const ref = (minute: number) => ({ at: at(minute), id: `user/event-${minute}` });
const night = { start: '22:00', end: '07:00', timeZone: 'Europe/Berlin' };

function happened(position: number, type: PreferenceEvent['type'], data: object, place: object = {}) {
  const event = { type, data: { userId, ...data }, personal: null } as PreferenceEvent;
  return historicEvent(event, {
    stream: preferencesStream(userId),
    position,
    source: 'user',
    actor: userId,
    ...place,
  }) as StoredPreferenceEvent;
}
const fold = (events: readonly StoredPreferenceEvent[]) =>
  events.reduce<PreferencesState | null>(evolvePreferences, null);

const history = [
  happened(1, 'PreferenceChanged', { category: 'product', channel: 'email', enabled: false }),
  happened(2, 'PreferenceChanged', { category: 'product', channel: 'email', enabled: true }),
  happened(3, 'AllPaused', { until: at(50) }),
  happened(4, 'PreferenceChanged', { category: null, channel: 'sms', enabled: false }),
  happened(5, 'QuietHoursChanged', { quietHours: night }),
  happened(6, 'AllResumed', {}),
];

describe('a whole history', () => {
  it('gives a whole state', () => {
    expect(fold(history)).toStrictEqual({
      userId,
      wishes: {
        'product/email': { ...ref(2), category: 'product', channel: 'email', enabled: true },
        '*/sms': { ...ref(4), category: null, channel: 'sms', enabled: false },
      },
      pause: { ...ref(6), paused: false, until: null },
      quietHours: { ...ref(5), hours: night },
    } satisfies PreferencesState);
  });

  it('leaves the same state in every order, each event twice', () => {
    const sameMoment = [
      happened(7, 'QuietHoursChanged', { quietHours: null }, { at: at(5) }),
      ...history.slice(0, 4),
      happened(8, 'PreferenceChanged', { category: null, channel: 'sms', enabled: true }, { at: at(4) }),
    ];
    for (const events of [history, sameMoment]) {
      const expected = fold(events);
      let histories = 0;
      for (const twice of everyOrderTwice(events)) {
        histories += 1;
        if (!isDeepStrictEqual(fold(twice), expected)) expect(fold(twice)).toStrictEqual(expected);
      }
      expect(histories).toBe(1_440);
    }
  });

  it('is told once and newest first, in whatever order it was read', () => {
    const [first, , third] = history;
    if (first === undefined || third === undefined) throw new Error('six events');
    const told = preferenceHistory([third, first, third]);
    expect(told).toStrictEqual([
      {
        ...ref(3),
        change: { type: 'AllPaused', data: { userId, until: at(50) } },
        actor: userId,
        source: 'user',
      },
      {
        ...ref(1),
        change: {
          type: 'PreferenceChanged',
          data: { userId, category: 'product', channel: 'email', enabled: false },
        },
        actor: userId,
        source: 'user',
      },
    ]);
    expect(preferenceHistory([])).toStrictEqual([]);
  });
});

describe('a pause', () => {
  const [, , paused, , , resumed] = history;
  if (paused === undefined || resumed === undefined) throw new Error('six events');

  it('lasts until it ends by itself', () => {
    const state = fold([paused]);
    if (state === null) throw new Error('a state');
    expect(pauseAt(state, at(49))).toStrictEqual({ ...ref(3), paused: true, until: at(50) });
    expect(pauseAt(state, at(50))).toBeNull();
  });

  it('is over once resumed, whichever was heard of first', () => {
    for (const events of [
      [paused, resumed],
      [resumed, paused],
    ]) {
      const state = fold(events);
      expect(state && pauseAt(state, at(10))).toBeNull();
    }
  });
});
