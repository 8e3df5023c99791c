import { compareRefs, type EventRef } from '#server/domain/event-id.ts';

/** A mark as it was set last. */
export interface Mark extends EventRef {
  readonly isSet: boolean;
}

/** What a person did with one entry; null for what they never touched. */
export interface InboxMarks {
  readonly read: Mark | null;
  readonly archived: Mark | null;
}

export const untouched: InboxMarks = { read: null, archived: null };

/**
 * Whether an entry counts as read, by the newer of the person's own mark and the last sign that they saw it elsewhere.
 * Null where there is neither.
 */
export function isRead(mark: Mark | null, seen: EventRef | null): boolean | null {
  if (mark === null) return seen === null ? null : true;
  return seen !== null && compareRefs(seen, mark) > 0 ? true : mark.isSet;
}
