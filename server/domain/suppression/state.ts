import type { Channel } from '#server/domain/message/report.ts';
import type { Cell } from './cell.ts';
import type { SuppressionAdded } from './events.ts';
import type { SuppressionScope } from './scope.ts';

type AddedReason = SuppressionAdded['data']['reason'];

/**
 * A ground on which an address may be suppressed. Unsubscribing is kept by what it was from, since only
 * resubscribing to the same thing undoes it. There are as many as scopes and categories, not as messages.
 */
export type CellKey =
  | 'hard_bounce'
  | 'soft_bounce_limit'
  | 'complaint'
  | 'stop'
  | `unsubscribe:${string}`
  | `added:${Exclude<AddedReason, 'stop'>}:${SuppressionScope}`;

/**
 * The facts about one address on one channel. It holds no policy and no verdict, so that a change of policy needs no
 * new fold, and two policies can be compared over the same history. It holds nothing personal either: it outlives an
 * erasure, because a person who is forgotten must still not be written to.
 */
export interface SuppressionState {
  readonly channel: Channel;
  readonly subjectId: string;
  readonly cells: Readonly<Partial<Record<CellKey, Cell>>>;
}

/** An address that nothing is known of. */
export function unsuppressed(channel: Channel, subjectId: string): SuppressionState {
  return { channel, subjectId, cells: {} };
}

/** The cell of an unsubscription: on a list or from a sender, the category says which one it was. */
export function unsubscribeCell(from: string, category: string | undefined): CellKey {
  const isOfCategory = from === 'list' || from === 'sender';
  return isOfCategory && category !== undefined ? `unsubscribe:${from}:${category}` : `unsubscribe:${from}`;
}

/** A STOP is one, whoever says so, because one START ends it. */
export function addedCell(reason: AddedReason, scope: SuppressionScope): CellKey {
  return reason === 'stop' ? 'stop' : `added:${reason}:${scope}`;
}
