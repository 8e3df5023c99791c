import type { Instant } from '#server/domain/instant.ts';
import type { NotificationPersonal, NotificationRequest } from './events.ts';

/** What is known of one notification; what became of it is said by its messages. */
export type NotificationState =
  | { readonly status: 'unrequested' }
  | {
      readonly status: 'requested';
      readonly request: NotificationRequest;
      /** What to tell and where; null once the person is erased. */
      readonly personal: NotificationPersonal | null;
      readonly requestedAt: Instant;
    };

export const unrequested: NotificationState = { status: 'unrequested' };
