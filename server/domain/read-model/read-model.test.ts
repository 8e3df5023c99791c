import { describe, expect, it } from 'vitest';
import { historicEvent } from '#server/domain/event-history.ts';
import { decideReadModel, type ReadModelCommand } from './decide.ts';
import type { ReadModelEvent } from './events.ts';
import { isDue, ordersOf, type Wish, wishesIn } from './orders.ts';
import { isUnderWay, type RebuildStanding, type RebuildStatus, rebuildStatuses } from './standing.ts';

const name = 'messages';
const startedAt = '2026-11-21T09:00:00.000Z';
const standing = (status: RebuildStatus, seenUpTo = 0): RebuildStanding => ({ status, startedAt, seenUpTo });

const request: ReadModelEvent = {
  type: 'RebuildRequested',
  data: { name, reason: 'to prove it' },
  personal: null,
};
const abort: ReadModelEvent = { type: 'RebuildAborted', data: { name }, personal: null };
const accept: ReadModelEvent = { type: 'RebuiltRowsAccepted', data: { name, startedAt }, personal: null };
const drop: ReadModelEvent = { type: 'ReplacedRowsDropped', data: { name }, personal: null };
const wished = (...events: readonly ReadModelEvent[]): readonly Wish[] =>
  wishesIn(events.map((event, n) => historicEvent(event, { position: n + 1, source: 'admin' })));

const ordersAfter = (status: RebuildStatus, ...events: readonly ReadModelEvent[]) => {
  const { rebuild, dropReplaced } = ordersOf(standing(status), wished(...events));
  return { rebuild, dropReplaced };
};
const order = (rebuild: 'begin' | 'abort' | 'swap' | null) => ({ rebuild, dropReplaced: false });

const decide = (command: ReadModelCommand, status: RebuildStatus, ...open: readonly ReadModelEvent[]) =>
  decideReadModel(command, name, {
    standing: standing(status),
    open: ordersOf(standing(status), wished(...open)),
  });
const refusal = (command: ReadModelCommand, status: RebuildStatus, ...open: readonly ReadModelEvent[]) => {
  try {
    return decide(command, status, ...open);
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

const resting = rebuildStatuses.filter((status) => !isUnderWay(status));
const underWay = rebuildStatuses.filter(isUnderWay);

describe('a wish is decided', () => {
  const ask: ReadModelCommand = { type: 'RequestRebuild', reason: ' to prove it ' };

  it.each(resting)('a rebuild can be asked for when the newest is %s', (status) => {
    expect(decide(ask, status)).toStrictEqual([request]);
    expect(decide(ask, status, request, abort)).toStrictEqual([request]);
  });

  it('a rebuild cannot be asked for without a reason, nor while one stands or is asked for', () => {
    expect(refusal({ ...ask, reason: ' ' }, 'none')).toBe('rebuild_needs_reason');
    for (const status of underWay) expect(refusal(ask, status)).toBe('rebuild_under_way');
    expect(refusal(ask, 'none', request)).toBe('rebuild_under_way');
  });

  it('a rebuild can be asked for again as soon as the abort of the last one is asked for', () => {
    expect(decide(ask, 'reading', abort)).toStrictEqual([request]);
  });

  it.each(underWay)('a rebuild can be aborted, once, when it is %s', (status) => {
    expect(decide({ type: 'AbortRebuild' }, status)).toStrictEqual([abort]);
    expect(decide({ type: 'AbortRebuild' }, status, abort)).toStrictEqual([]);
  });

  it('a rebuild that is only asked for can be aborted, none cannot', () => {
    expect(decide({ type: 'AbortRebuild' }, 'swapped', request)).toStrictEqual([abort]);
    for (const status of resting)
      expect(refusal({ type: 'AbortRebuild' }, status)).toBe('no_rebuild_under_way');
    expect(refusal({ type: 'AbortRebuild' }, 'none', request, abort)).toBe('no_rebuild_under_way');
  });

  it('rows that differ can be accepted, once, by whoever saw that comparison', () => {
    const take: ReadModelCommand = { type: 'AcceptRebuiltRows', startedAt };
    expect(decide(take, 'differs')).toStrictEqual([accept]);
    expect(decide(take, 'differs', accept)).toStrictEqual([]);
    expect(refusal({ ...take, startedAt: '2026-11-20T09:00:00.000Z' }, 'differs')).toBe('rebuild_changed');
    expect(refusal(take, 'differs', abort)).toBe('rebuild_changed');
    expect(refusal(take, 'differs', abort, request)).toBe('rebuild_changed');
  });

  it.each(rebuildStatuses.filter((status) => status !== 'differs'))(
    'rows cannot be accepted of a rebuild that is %s, though the ledger may be what refuses it',
    (status) => {
      expect(refusal({ type: 'AcceptRebuiltRows', startedAt }, status)).toBe('rebuild_changed');
    },
  );

  it('replaced rows can be dropped while there are any', () => {
    expect(decide({ type: 'DropReplacedRows', kept: true }, 'swapped')).toStrictEqual([drop]);
    expect(decide({ type: 'DropReplacedRows', kept: true }, 'swapped', drop)).toStrictEqual([]);
    expect(decide({ type: 'DropReplacedRows', kept: false }, 'swapped')).toStrictEqual([]);
  });
});

describe('open wishes come to', () => {
  it('what was asked last of what can be done', () => {
    expect(ordersAfter('none', request)).toStrictEqual(order('begin'));
    expect(ordersAfter('none', request, abort)).toStrictEqual(order(null));
    expect(ordersAfter('none', request, abort, request)).toStrictEqual(order('begin'));
    expect(ordersAfter('reading', abort)).toStrictEqual(order('abort'));
    expect(ordersAfter('reading', abort, request)).toStrictEqual(order('begin'));
    expect(ordersAfter('reading', abort, request, abort)).toStrictEqual(order('abort'));
    expect(ordersAfter('differs', accept)).toStrictEqual(order('swap'));
    expect(ordersAfter('differs', accept, abort)).toStrictEqual(order('abort'));
    expect(ordersAfter('differs', abort, accept)).toStrictEqual(order('abort'));
    expect(ordersAfter('swapped', request, drop)).toStrictEqual({ rebuild: 'begin', dropReplaced: true });
  });

  it('nothing where it came too late', () => {
    expect(ordersAfter('reading', request)).toStrictEqual(order(null));
    expect(ordersAfter('swapped', abort)).toStrictEqual(order(null));
    expect(ordersAfter('refused', accept)).toStrictEqual(order(null));
    const other = { ...standing('differs'), startedAt: '2026-11-21T10:00:00.000Z' };
    expect(ordersOf(other, wished(accept)).rebuild).toBeNull();
  });

  it('nothing once they have been taken up', () => {
    expect(ordersOf(standing('swapped', 2), wished(drop, request)).rebuild).toBeNull();
    expect(ordersOf(standing('swapped', 1), wished(drop, request))).toMatchObject({
      rebuild: 'begin',
      dropReplaced: false,
    });
  });
});

describe('a rebuild is due without a wish', () => {
  const due = (status: RebuildStatus, build: number, live: number, rebuild: number | null) =>
    isDue(standing(status), { build, live, rebuild });

  it('when this build folds otherwise than the live rows, unless people aborted just that', () => {
    expect(due('none', 2, 1, null)).toBe(true);
    expect(due('swapped', 2, 1, 1)).toBe(true);
    expect(due('aborted', 2, 1, 2)).toBe(false);
    expect(due('aborted', 3, 1, 2)).toBe(true);
    for (const status of resting) expect(due(status, 2, 2, 2)).toBe(false);
  });

  it.each(underWay)('when one that is %s folds otherwise than this build', (status) => {
    expect(due(status, 3, 1, 2)).toBe(true);
    expect(due(status, 2, 1, 2)).toBe(false);
  });
});
