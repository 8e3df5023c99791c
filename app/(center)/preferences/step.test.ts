import { describe, expect, it } from 'vitest';
import type { GridView } from '#server/trpc/preference-views.ts';
import { afterStep, type Step, undoOf } from './step.ts';

const cell = (channel: 'email' | 'sms', enabled: boolean) =>
  ({ channel, enabled, ground: 'default', offered: true, reachable: true }) as const;
const category = (name: string) => ({
  ...{ name, title: name, help: name, locked: false, stream: 'transactional' as const },
  cells: [cell('email', true), cell('sms', false)],
});
const hours = { start: '22:00', end: '07:00', timeZone: 'UTC' };
const grid: GridView = {
  channels: ['email', 'sms'],
  categories: [category('billing'), category('product')],
  pause: null,
  quietHours: null,
};
const paused: GridView = { ...grid, pause: { until: '2026-12-01T00:00:00.000Z' }, quietHours: hours };

const steps: readonly [string, GridView, Step][] = [
  ['a switch off', grid, { kind: 'cell', category: 'product', channel: 'email', enabled: false }],
  ['a switch on', grid, { kind: 'cell', category: 'billing', channel: 'sms', enabled: true }],
  ['a pause', grid, { kind: 'pause', until: null }],
  ['another pause', paused, { kind: 'pause', until: null }],
  ['its end', paused, { kind: 'resume' }],
  ['quiet hours', grid, { kind: 'quietHours', quietHours: hours }],
  ['no quiet hours', paused, { kind: 'quietHours', quietHours: null }],
];

describe.each(steps)('%s', (_, before, step) => {
  it('changes the grid, and taken back it leaves it as it was', () => {
    const done = afterStep(before, step);
    expect(done).not.toEqual(before);
    expect(afterStep(done, undoOf(before, step))).toEqual(before);
  });
});

it('switches one cell and no other', () => {
  const done = afterStep(grid, { kind: 'cell', category: 'product', channel: 'email', enabled: false });
  expect(done.categories.map(({ cells }) => cells.map(({ enabled }) => enabled))).toEqual([
    [true, false],
    [false, false],
  ]);
});
