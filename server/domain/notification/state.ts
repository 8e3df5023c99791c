import type { NotificationEvent } from './events.ts';

type Requested = Extract<NotificationEvent, { type: 'NotificationRequested' }>;

/** What is known of one notification; what became of it is said by its messages. */
export type NotificationState =
  | { readonly status: 'unrequested' }
  | {
      readonly status: 'requested';
      readonly request: Requested['data'];
      /** Null once the person is erased. */
      readonly dataReference: string | null;
    };

export const unrequested: NotificationState = { status: 'unrequested' };
