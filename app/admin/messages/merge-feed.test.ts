import { describe, expect, it } from 'vitest';
import { mergeFeed } from './merge-feed.ts';

const row = (id: string, second: number, status = 'accepted') => ({
  id,
  firstAt: `2026-11-21T10:00:${String(second).padStart(2, '0')}.000Z`,
  status,
});

describe('mergeFeed', () => {
  const shown = [row('c', 30), row('b', 20), row('a', 10)];

  it('renews rows where they stand, even when they would sort elsewhere now', () => {
    const head = [row('a', 10, 'delivered'), row('c', 30)];
    expect(mergeFeed(shown, head, [row('b', 5, 'failed')], false)).toEqual({
      rows: [row('c', 30), row('b', 5, 'failed'), row('a', 10, 'delivered')],
      waiting: 0,
    });
  });

  it('lets newer rows wait', () => {
    expect(mergeFeed(shown, [row('e', 50), row('d', 40), ...shown], [], false)).toEqual({
      rows: shown,
      waiting: 2,
    });
  });

  it('counts a late row that belongs between those shown', () => {
    expect(mergeFeed(shown, [row('x', 15)], [], false).waiting).toBe(1);
  });

  it('does not count rows of an older page that was not asked for', () => {
    expect(mergeFeed(shown, [row('x', 5)], [], false).waiting).toBe(0);
    expect(mergeFeed(shown, [row('x', 5)], [], true).waiting).toBe(1);
  });

  it('breaks a tie of times by id, as the list does', () => {
    expect(mergeFeed(shown, [row('aa', 10)], [], false).waiting).toBe(1);
    expect(mergeFeed([row('b', 10)], [row('a', 10)], [], false).waiting).toBe(0);
  });

  it('takes the newest page over a row read by id, which was asked for at the same time or before', () => {
    const { rows } = mergeFeed([row('a', 1)], [row('a', 1, 'delivered')], [row('a', 1, 'sent')], false);
    expect(rows).toEqual([row('a', 1, 'delivered')]);
  });
});
