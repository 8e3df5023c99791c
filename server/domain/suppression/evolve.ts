import { refOf } from '#server/domain/event-id.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { ReplyWish } from '#server/domain/reply/events.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { type Cell, clearCell, emptyCell, type Fact, raiseCell } from './cell.ts';
import { addedCell, type CellKey, type SuppressionState, unsubscribeCell, unsuppressed } from './state.ts';

/** The reports and wishes that speak for or against suppressing an address. */
export const suppressionEventTypes = [
  'MessageHardBounced',
  'MessageSoftBounced',
  'MessageDelivered',
  'MessageComplained',
  'MessageUnsubscribed',
  'MessageResubscribed',
  'ReplyReceived',
  'SuppressionAdded',
  'SuppressionLifted',
] as const;
export type StoredSuppressionEvent = StoredEventOf<(typeof suppressionEventTypes)[number]>;

/** The address an event speaks of; null when nobody knows it, or when it says nothing for or against writing to it. */
export function suppressionTarget(
  event: StoredSuppressionEvent,
): { channel: Channel; subjectId: string } | null {
  const { channel } = event.data;
  if (event.type === 'ReplyReceived' && isNoWish(event.data.wish)) return null;
  const subjectId = 'subjectId' in event.data ? event.data.subjectId : event.subjectId;
  return subjectId === null ? null : { channel, subjectId };
}

/**
 * Adds one event to what is known of its address. Any order, any repetition and any division into batches give the
 * same state. Throws RangeError for an event that speaks of no address.
 */
export function evolveSuppression(
  state: SuppressionState | null,
  event: StoredSuppressionEvent,
): SuppressionState {
  const target = suppressionTarget(event);
  if (target === null) throw new RangeError('This event names no address that could be suppressed.');
  const { key, change } = changeOf(event);
  const known = state ?? unsuppressed(target.channel, target.subjectId);
  const before = known.cells[key];
  const after = change(before ?? emptyCell);
  return after === before ? known : { ...known, cells: { ...known.cells, [key]: after } };
}

interface CellChange {
  readonly key: CellKey;
  readonly change: (cell: Cell) => Cell;
}

function changeOf(event: StoredSuppressionEvent): CellChange {
  const ref = refOf(event);
  const raise = (key: CellKey, details: Partial<Fact> = {}): CellChange => {
    const fact = { ...ref, scope: null, category: null, expiresAt: null, ...details };
    return { key, change: (cell) => raiseCell(cell, fact) };
  };
  const clear = (key: CellKey, upTo = ref): CellChange => ({ key, change: (cell) => clearCell(cell, upTo) });
  switch (event.type) {
    case 'MessageHardBounced':
      return raise('hard_bounce');
    case 'MessageComplained':
      return raise('complaint');
    case 'MessageSoftBounced':
      return raise('soft_bounce_limit');
    case 'MessageDelivered':
      return clear('soft_bounce_limit');
    case 'MessageUnsubscribed':
      return raise(wishCell(event.data), { category: event.data.category ?? null });
    case 'MessageResubscribed':
      return clear(wishCell(event.data));
    case 'ReplyReceived': {
      const key = event.data.channel === 'sms' ? 'stop' : unsubscribeCell(event.data.scope, undefined);
      return event.data.wish === 'stop' ? raise(key) : clear(key);
    }
    case 'SuppressionAdded': {
      const { reason, scope, expiresAt } = event.data;
      return raise(addedCell(reason, scope), { scope, expiresAt });
    }
    case 'SuppressionLifted':
      // Safe: the key was read from a state when the event was decided; one of another build changes nothing.
      return clear(event.data.cell as CellKey, event.data.upTo);
  }
}

/** Whoever asks for help, or chats, is neither leaving nor coming back. */
function isNoWish(wish: ReplyWish): boolean {
  return wish === 'help' || wish === 'none';
}

/** On a telephone whatever the provider calls it is a STOP or a START. */
function wishCell(data: StoredEventOf<'MessageUnsubscribed'>['data']): CellKey {
  return data.channel === 'sms' ? 'stop' : unsubscribeCell(data.scope ?? 'list', data.category);
}
