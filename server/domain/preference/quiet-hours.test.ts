import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, type QuietHours, quietHours, quietUntil } from './quiet-hours.ts';

const hours = (start: string, end: string, timeZone: string): QuietHours => ({ start, end, timeZone });
const night = hours('22:00', '07:00', 'Europe/Berlin');

describe('quiet hours', () => {
  it.each<[string, QuietHours, string, string | null]>([
    ['before they begin', night, '2026-11-21T20:59:59.999Z', null],
    ['when they begin', night, '2026-11-21T21:00:00.000Z', '2026-11-22T06:00:00.000Z'],
    ['after midnight', night, '2026-11-22T00:30:17.123Z', '2026-11-22T06:00:00.000Z'],
    ['in their last moment', night, '2026-11-22T05:59:59.999Z', '2026-11-22T06:00:00.000Z'],
    ['when they end', night, '2026-11-22T06:00:00.000Z', null],
    ['in summer', night, '2026-07-01T21:30:00.000Z', '2026-07-02T05:00:00.000Z'],
    [
      'on the day',
      hours('12:00', '13:30', 'Europe/Berlin'),
      '2026-11-21T11:10:00.000Z',
      '2026-11-21T12:30:00.000Z',
    ],
    [
      'on the day, when they begin',
      hours('12:00', '13:30', 'Europe/Berlin'),
      '2026-11-21T11:00:00.000Z',
      '2026-11-21T12:30:00.000Z',
    ],
    ['on the day, when they end', hours('12:00', '13:30', 'Europe/Berlin'), '2026-11-21T12:30:00.000Z', null],
    ['off the day', hours('12:00', '13:30', 'Europe/Berlin'), '2026-11-21T21:10:00.000Z', null],
    [
      'at UTC+5:45',
      hours('22:00', '07:00', 'Asia/Kathmandu'),
      '2026-11-21T16:15:00.000Z',
      '2026-11-22T01:15:00.000Z',
    ],
    [
      'across the date line',
      hours('22:00', '07:00', 'Pacific/Auckland'),
      '2026-11-21T09:00:00.000Z',
      '2026-11-21T18:00:00.000Z',
    ],
    ['over the night that is an hour short', night, '2026-03-28T22:00:00.000Z', '2026-03-29T05:00:00.000Z'],
    ['over the night that is an hour long', night, '2026-10-24T22:00:00.000Z', '2026-10-25T06:00:00.000Z'],
    [
      'to a time that the spring skips',
      hours('22:00', '02:30', 'Europe/Berlin'),
      '2026-03-28T22:00:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'to a time that the autumn has twice',
      hours('22:00', '02:30', 'Europe/Berlin'),
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'where summer is half an hour',
      hours('22:00', '07:00', 'Australia/Lord_Howe'),
      '2026-10-03T12:00:00.000Z',
      '2026-10-03T20:00:00.000Z',
    ],
    [
      'that the autumn leaves for half an hour',
      hours('02:30', '06:00', 'Europe/Berlin'),
      '2026-10-25T00:40:00.000Z',
      '2026-10-25T01:00:00.000Z',
    ],
    ['before the calendar began', night, '1969-12-31T23:30:00.500Z', '1970-01-01T06:00:00.000Z'],
  ])('%s', (_, set, at, until) => {
    expect(quietUntil(set, at)).toBe(until);
  });

  const minute = fc.integer({ min: 0, max: 1439 });
  const time = minute.map(
    (m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`,
  );
  const zone = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/St_Johns',
    'Africa/Casablanca',
    'Pacific/Apia',
    'UTC',
  );
  /** Around the changes of clocks of 2026 as often as anywhere else in some years. */
  const moment = fc.oneof(
    fc.integer({ min: Date.UTC(2011, 0), max: Date.UTC(2030, 0) }),
    fc
      .constantFrom(...[3, 10].flatMap((month) => [1, 4, 8, 25, 29].map((d) => Date.UTC(2026, month - 1, d))))
      .chain((base) => fc.integer({ min: base - 86_400_000, max: base + 86_400_000 })),
  );

  const parts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 });

  it('end within the day after, at the first minute that the clock on the wall does not call quiet', async ({
    annotate,
  }) => {
    let runs = 0;
    fc.assert(
      fc.property(time, time, zone, moment, parts, (start, end, timeZone, ms, parts) => {
        fc.pre(start !== end);
        runs += 1;
        const set = { start, end, timeZone };
        const at = new Date(ms).toISOString();
        const until = quietUntil(set, at);
        if (until === null) return;
        const last = Date.parse(until);
        expect(last).toBeGreaterThan(ms);
        expect(last - ms).toBeLessThanOrEqual(25 * 3_600_000);
        expect(last % 60_000).toBe(0);
        expect(quietUntil(set, until)).toBeNull();
        for (const part of [...parts, 1]) {
          const earlier = new Date(ms + Math.floor((last - 1 - ms) * part)).toISOString();
          expect(quietUntil(set, earlier)).toBe(until);
        }
      }),
      { seed: 20_261_121, numRuns: 3_000 },
    );
    expect(runs).toBeGreaterThanOrEqual(1_000);
    await annotate(`${runs} runs`);
  });

  it.each([
    ['22:00', '22:00'],
    ['24:00', '07:00'],
    ['7:00', '08:00'],
    ['22:60', '07:00'],
  ])('cannot be from %s to %s', (start, end) => {
    expect(quietHours.safeParse({ start, end, timeZone: 'UTC' }).success).toBe(false);
  });
});

describe('a time zone', () => {
  it('is one that the world knows by name', () => {
    const names = ['Europe/Berlin', 'UTC', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires'];
    expect(names.filter(isTimeZone)).toStrictEqual(names);
  });

  it('is nothing else', () => {
    expect(['', '+02:00', 'Mars/Olympus', 'Berlin', '../etc/passwd'].filter(isTimeZone)).toStrictEqual([]);
  });
});
