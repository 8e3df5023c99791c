import { expect, expectTypeOf, it } from 'vitest';
import { sunsets } from '#db/schema/sunsets.ts';
import { historicEvent } from '#server/domain/event-history.ts';
import { isSunsetEpisodeEvent, sunsetEvents } from '#server/domain/sunset/events.ts';
import type { StoredSunsetEvent } from '#server/domain/sunset/state.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { type SunsetRow, sunsetsFold } from './fold.ts';

const about = (episode: number) => ({
  subjectId: 'subject-ada',
  episode,
  notificationId: `ntf_${episode}`,
  askedAt: '2026-11-21T12:00:00.000Z',
  graceDays: 14,
});
type Plain = 'SunsetAsked' | 'SunsetEnded' | 'SunsetCancelled';
const said = (type: Plain, position: number, episode = 1): StoredSunsetEvent =>
  historicEvent({ type, data: about(episode), personal: null }, { position }) as StoredSunsetEvent;
const kept = (position: number, episode = 1) =>
  historicEvent<'SunsetKept'>(
    { type: 'SunsetKept', data: { ...about(episode), by: 'link' }, personal: null },
    { position },
  );

const fold = (events: readonly StoredSunsetEvent[], start: SunsetRow | null = null) => {
  const row = events.reduce<SunsetRow | null>(
    (state, event) => sunsetsFold.evolve(state, event, event.data.subjectId),
    start,
  );
  if (row === null) throw new Error('a row needs an event');
  return row;
};
const row = (changes: Partial<SunsetRow>): SunsetRow => ({
  ...about(1),
  dueAt: '2026-12-05T12:00:00.000Z',
  status: 'asked',
  settledAt: null,
  ...changes,
});

it('has exactly the columns of the table, with a value where there must be one', () => {
  expectRowsToFit(sunsets, [fold([said('SunsetAsked', 1)]), fold([said('SunsetEnded', 2)])]);
  expectTypeOf<keyof SunsetRow>().toEqualTypeOf<keyof typeof sunsets.$inferSelect>();
});

it('says that an address is out, and that it came back, in every order', () => {
  const settledAt = '2026-11-21T12:02:00.000Z';
  const ended = [said('SunsetAsked', 1), said('SunsetEnded', 2)];
  expectInEveryOrder(fold, ended, row({ status: 'ended', settledAt }), 4);
  const back = { status: 'kept', settledAt: '2026-11-21T12:03:00.000Z' } as const;
  expectInEveryOrder(fold, [...ended, kept(3)], row(back), 12);
});

it('lets an answer that came just before the end stand, in every order', () => {
  const events = [said('SunsetAsked', 1), kept(2), said('SunsetEnded', 3)];
  expectInEveryOrder(fold, events, row({ status: 'kept', settledAt: '2026-11-21T12:02:00.000Z' }), 12);
});

it('counts the last asking, in every order', () => {
  const events = [said('SunsetAsked', 1), said('SunsetCancelled', 2), said('SunsetAsked', 3, 2)];
  expectInEveryOrder(fold, events, row({ ...about(2) }), 12);
});

it('follows every event of an episode, and is left untouched by what it holds already', () => {
  expect([...sunsetsFold.handles].sort()).toEqual(
    Object.keys(sunsetEvents)
      .filter((type) => isSunsetEpisodeEvent({ type }))
      .sort(),
  );
  const events = [said('SunsetAsked', 1), said('SunsetEnded', 2)];
  const whole = fold(events);
  for (const event of events) expect(sunsetsFold.evolve(whole, event, 'subject-ada')).toBe(whole);
});
