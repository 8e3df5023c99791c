import { type EventRef, newerRef, refOf } from '#server/domain/event-id.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { InboxEvent } from './events.ts';
import type { InboxMarks, Mark } from './state.ts';

export type StoredInboxEvent = StoredEvent<InboxEvent>;

/** Adds one mark. The newest by time, then by id, stands, whenever it is heard of. */
export function evolveInbox(marks: InboxMarks, event: StoredInboxEvent): InboxMarks {
  const ref = refOf(event);
  switch (event.type) {
    case 'InboxEntryMarkedRead':
      return { ...marks, read: newest(marks.read, ref, true) };
    case 'InboxEntryMarkedUnread':
      return { ...marks, read: newest(marks.read, ref, false) };
    case 'InboxEntryArchived':
      return { ...marks, archived: newest(marks.archived, ref, true) };
    case 'InboxEntryUnarchived':
      return { ...marks, archived: newest(marks.archived, ref, false) };
  }
}

function newest(before: Mark | null, ref: EventRef, isSet: boolean): Mark | null {
  return newerRef<Mark>(before, { ...ref, isSet });
}
