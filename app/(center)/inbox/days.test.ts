import { expect, it } from 'vitest';
import { byDay, dayOf, daysBefore } from './days.ts';

const at = (...moments: readonly string[]) => moments.map((moment) => ({ at: moment }));

it('groups by the calendar day of the reader’s own zone', () => {
  const entries = at('2026-11-21T23:30:00.000Z', '2026-11-21T22:30:00.000Z', '2026-11-20T23:30:00.000Z');
  const shape = (zone: string) => byDay(entries, zone).map(({ day, entries: of }) => [day, of.length]);
  expect(shape('UTC')).toEqual([
    ['2026-11-21', 2],
    ['2026-11-20', 1],
  ]);
  expect(shape('Europe/Berlin')).toEqual([
    ['2026-11-22', 1],
    ['2026-11-21', 2],
  ]);
  expect(byDay([], 'UTC')).toEqual([]);
});

it('counts days over the change of the clocks', () => {
  expect(dayOf(Date.parse('2026-10-25T23:30:00.000Z'), 'Europe/Berlin')).toBe('2026-10-26');
  expect([daysBefore('2026-10-26', '2026-10-26'), daysBefore('2026-10-24', '2026-10-26')]).toEqual([0, 2]);
});
