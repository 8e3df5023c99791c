import type { Channel } from '#server/domain/message/report.ts';

/** What an address of each channel is, so that providers, people and admins mean one subject by it. */
export const addressKinds = {
  email: 'email',
  sms: 'phone',
  push: 'device',
  in_app: 'user',
} as const satisfies Record<Channel, string>;
