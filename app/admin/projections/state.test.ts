import { describe, expect, it } from 'vitest';
import type { ReadModel, Rebuild } from './read-model.ts';
import { attentionOf, isMoving, type StateName, stateOf } from './state.ts';
import { nameOf, sizeOf } from './words.ts';

const at = '2026-11-21T09:00:00.000Z';
const resting: ReadModel = {
  name: 'messages',
  version: { build: 2, live: 2 },
  position: 100,
  newestPosition: 100,
  lag: { events: 0, ms: 0 },
  movedAt: at,
  rebuild: null,
  open: { rebuild: null, dropReplaced: false },
  replaced: null,
};
const rebuilt = (status: Rebuild['status']): Rebuild => ({
  status,
  version: 2,
  liveVersion: 2,
  request: null,
  startedAt: at,
  settledAt: null,
  copy: null,
  remainingMs: null,
  comparedAt: null,
  comparisons: [],
  contradictedAt: null,
});
const behind = (ms: number): Partial<ReadModel> => ({ position: 90, lag: { events: 10, ms } });

describe('the state of a read model', () => {
  const cases: readonly [StateName, Partial<ReadModel>][] = [
    ['current', {}],
    ['current', behind(2_000)],
    ['catching_up', behind(2_001)],
    ['behind', behind(10_001)],
    ['unread', { ...behind(60_000), movedAt: null, version: { build: 2, live: null } }],
    ['outdated', { version: { build: 2, live: 1 }, ...behind(60_000) }],
    ['rebuilding', { rebuild: rebuilt('reading'), version: { build: 2, live: 1 } }],
    ['rebuilding', { rebuild: rebuilt('swapped'), open: { rebuild: 'begin', dropReplaced: false } }],
    ['undecided', { rebuild: rebuilt('differs'), ...behind(60_000) }],
    ['refused', { rebuild: rebuilt('refused'), ...behind(60_000) }],
    ['current', { rebuild: rebuilt('swapped') }],
    ['current', { rebuild: rebuilt('aborted') }],
  ];

  it.each(cases)('is %s, said before all that matters less', (state, facts) => {
    expect(stateOf({ ...resting, ...facts })).toBe(state);
  });

  it('is worth a look only where somebody should do something', () => {
    const models = [resting, { ...resting, ...behind(3_000) }];
    expect(attentionOf(models)).toBeNull();
    const worrying = [
      ...models,
      { ...resting, rebuild: rebuilt('differs') },
      { ...resting, ...behind(60_000) },
    ];
    expect(attentionOf(worrying)).toBe('Of 4: 1 waiting for a decision, 1 behind.');
  });

  it('is watched closely while the engine has something to do', () => {
    expect(isMoving(resting)).toBe(false);
    expect(isMoving({ ...resting, rebuild: rebuilt('differs') })).toBe(false);
    expect(isMoving({ ...resting, rebuild: rebuilt('reading') })).toBe(true);
    expect(isMoving({ ...resting, open: { rebuild: 'swap', dropReplaced: false } })).toBe(true);
    expect(isMoving({ ...resting, open: { rebuild: null, dropReplaced: true } })).toBe(true);
  });
});

it('names read models as people write', () => {
  expect(['messages', 'dead-letters', 'api-keys'].map(nameOf)).toEqual([
    'Messages',
    'Dead letters',
    'API keys',
  ]);
});

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [98_304, '98.3 kB'],
  [28_900_000, '28.9 MB'],
  [512_000_000_000, '512 GB'],
])('says %i bytes as %s', (bytes, words) => {
  expect(sizeOf(bytes)).toBe(words);
});
