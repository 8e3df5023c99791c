import { type EventRef, refOf } from '#server/domain/event-id.ts';
import type { EventType } from '#server/domain/events.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { ReplyWish } from '#server/domain/reply/events.ts';
import type { StoredEvent, StoredEventOf } from '#server/domain/stored-event.ts';
import { clearCell, emptyCell, type Fact, raiseCell } from './cell.ts';
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

const types: ReadonlySet<EventType> = new Set(suppressionEventTypes);

export function isSuppressionEvent(event: StoredEvent): event is StoredSuppressionEvent {
  return types.has(event.type);
}

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
  const { key, fact, upTo } = changeOf(event);
  const known = state ?? unsuppressed(target.channel, target.subjectId);
  const before = known.cells[key];
  const after = fact ? raiseCell(before ?? emptyCell, fact) : clearCell(before ?? emptyCell, upTo);
  return after === before ? known : { ...known, cells: { ...known.cells, [key]: after } };
}

/** A cell that gains a fact, or one whose facts up to a moment count no more. */
type CellChange =
  | { readonly key: CellKey; readonly fact: Fact; readonly upTo: null }
  | { readonly key: CellKey; readonly fact: null; readonly upTo: EventRef };

function changeOf(event: StoredSuppressionEvent): CellChange {
  const ref = refOf(event);
  switch (event.type) {
    case 'MessageHardBounced':
      return raise('hard_bounce', ref);
    case 'MessageComplained':
      return raise('complaint', ref);
    case 'MessageSoftBounced':
      return raise('soft_bounce_limit', ref);
    case 'MessageDelivered':
      return clear('soft_bounce_limit', ref);
    case 'MessageUnsubscribed':
      return raise(wishCell(event.data), ref, { category: event.data.category ?? null });
    case 'MessageResubscribed':
      return clear(wishCell(event.data), ref);
    case 'ReplyReceived': {
      const key = event.data.channel === 'sms' ? 'stop' : unsubscribeCell(event.data.scope, undefined);
      return event.data.wish === 'stop' ? raise(key, ref) : clear(key, ref);
    }
    case 'SuppressionAdded': {
      const { reason, scope, expiresAt } = event.data;
      return raise(addedCell(reason, scope), ref, { scope, expiresAt });
    }
    case 'SuppressionLifted':
      // Safe: the key was read from a state when the event was decided; one of another build changes nothing.
      return clear(event.data.cell as CellKey, event.data.upTo);
  }
}

function raise(key: CellKey, ref: EventRef, details: Partial<Fact> = {}): CellChange {
  const fact = { ...ref, scope: null, category: null, expiresAt: null, ...details };
  return { key, fact, upTo: null };
}

function clear(key: CellKey, upTo: EventRef): CellChange {
  return { key, fact: null, upTo };
}

/** Whoever asks for help, or chats, is neither leaving nor coming back. */
function isNoWish(wish: ReplyWish): boolean {
  return wish === 'help' || wish === 'none';
}

/** On a telephone whatever the provider calls it is a STOP or a START. */
function wishCell(data: StoredEventOf<'MessageUnsubscribed'>['data']): CellKey {
  return data.channel === 'sms' ? 'stop' : unsubscribeCell(data.scope ?? 'list', data.category);
}
