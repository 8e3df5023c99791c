import { addressKinds } from '#server/domain/contact/address-kind.ts';
import type { DomainErrorCode } from '#server/domain/domain-error.ts';
import { messageStream } from '#server/domain/message/events.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';

type Receipt = Pick<
  Extract<NewEvent, { type: 'MessageRead' }>,
  'stream' | 'type' | 'data' | 'personal' | 'subject'
>;

/**
 * That a person read a message, for whoever knows it otherwise than from its provider; or why nothing can be said: nobody
 * has taken it for sending, or nobody is known to have received it.
 */
export function readReceipt(
  eventStore: Pick<EventStore, 'subjectIdOf'>,
  message: Pick<MessageState, 'messageId' | 'channel' | 'provider' | 'recipient' | 'subjectId'>,
  raw: Extract<NewEvent, { type: 'MessageRead' }>['personal']['raw'],
): Receipt | Extract<DomainErrorCode, 'message_unsent' | 'message_of_nobody'> {
  const { messageId, channel, provider, recipient, subjectId } = message;
  if (provider === null) return 'message_unsent';
  const subject = recipient === null ? null : { kind: addressKinds[channel], value: recipient };
  // What is sealed under another subject than the rest would not be erased with it.
  if (subject === null || recipient === null || eventStore.subjectIdOf(subject) !== subjectId) {
    return 'message_of_nobody';
  }
  return {
    stream: messageStream(messageId),
    type: 'MessageRead',
    // The provider's message id is left out: this event must not link ids, for it comes from no provider.
    data: { messageId, channel, provider, providerEvent: 'read', echoed: true },
    personal: { recipient, raw },
    subject,
  };
}
