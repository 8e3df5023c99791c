import { messages } from '#db/schema/messages.ts';
import { type MessageEventType, messageEvents } from '#server/domain/message/events.ts';
import { evolveMessage } from '#server/domain/message/evolve.ts';
import { erasePersonal } from '#server/domain/message/join.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

/** A row holds what the reports about its message say, and nothing else. */
export type MessageRow = MessageState;

/** Answers: what became of this message? */
export const messagesFold: Projection<MessageRow, MessageEventType> = {
  name: 'messages',
  version: 2,
  table: messages,
  key: 'messageId',
  // Safe: the keys of the table of events are exactly its event types.
  handles: Object.keys(messageEvents) as MessageEventType[],
  keysOf: (event) => [event.data.messageId],
  evolve: evolveMessage,
  erase: erasePersonal,
};

export const messagesProjection = defineProjection(messagesFold);
