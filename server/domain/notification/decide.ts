import { DomainError } from '#server/domain/domain-error.ts';
import type { NotificationEvent, NotificationPersonal, NotificationRequest } from './events.ts';
import type { NotificationState } from './state.ts';

/** `data.notificationId` and `data.contentHash` are keyed hashes of the idempotency key and of the whole request. */
export interface RequestNotification {
  readonly type: 'RequestNotification';
  readonly data: NotificationRequest;
  readonly personal: NotificationPersonal;
}

/**
 * Asks to tell somebody something. The same key with the same content is the same request, so it brings nothing new
 * and the caller is given the same answer; with other content it is a mistake.
 * Throws DomainError `idempotency_key_reused`.
 */
export function decideNotification(
  command: RequestNotification,
  state: NotificationState,
): readonly NotificationEvent[] {
  switch (state.status) {
    case 'unrequested':
      return [{ type: 'NotificationRequested', data: command.data, personal: command.personal }];
    case 'requested':
      if (state.request.contentHash === command.data.contentHash) return [];
      throw new DomainError(
        'idempotency_key_reused',
        'This idempotency key belongs to a request with other content. Send the same content, or use a new key.',
      );
  }
}
