import type { EventRef } from '#server/domain/event-id.ts';
import type { InboxEvent } from './events.ts';
import { type InboxMarks, isRead } from './state.ts';

/** What a person can do with an entry. */
export const inboxDeeds = ['read', 'unread', 'archived', 'unarchived'] as const;
export type InboxDeed = (typeof inboxDeeds)[number];

export interface MarkEntry {
  readonly type: 'MarkEntry';
  readonly entryId: string;
  readonly as: InboxDeed;
  /** The last sign that the person saw it elsewhere, such as an open of the mail. */
  readonly seen: EventRef | null;
}

/** What a mark brings; nothing where it is so already. What nobody touched is neither read nor unread, and not archived. */
export function decideInbox(command: MarkEntry, marks: InboxMarks): readonly InboxEvent[] {
  const said = { data: { entryId: command.entryId }, personal: null } as const;
  const read = isRead(marks.read, command.seen);
  const isArchived = marks.archived?.isSet === true;
  switch (command.as) {
    case 'read':
      return read === true ? [] : [{ type: 'InboxEntryMarkedRead', ...said }];
    case 'unread':
      return read === false ? [] : [{ type: 'InboxEntryMarkedUnread', ...said }];
    case 'archived':
      return isArchived ? [] : [{ type: 'InboxEntryArchived', ...said }];
    case 'unarchived':
      return isArchived ? [{ type: 'InboxEntryUnarchived', ...said }] : [];
  }
}
