import { expect, it } from 'vitest';
import { byHour } from './by-hour.ts';

it('puts rows under their hours in the order given, and counts requests, not rows', () => {
  const rows = [
    { hour: '2026-11-21T12:00:00.000Z', count: 3, code: 'a' },
    { hour: '2026-11-21T12:00:00.000Z', count: 40, code: 'b' },
    { hour: '2026-11-21T09:00:00.000Z', count: 1, code: 'a' },
  ];
  expect(byHour(rows)).toEqual([
    { hour: '2026-11-21T12:00:00.000Z', count: 43, rows: rows.slice(0, 2) },
    { hour: '2026-11-21T09:00:00.000Z', count: 1, rows: rows.slice(2) },
  ]);
  expect(byHour([])).toEqual([]);
});
