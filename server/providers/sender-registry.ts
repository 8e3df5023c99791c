import type { Channel } from '#server/domain/message/report.ts';
import type { Sender } from './sender.ts';

/** Every sender Earshot can send through, by channel; of those that are configured, the first of a channel is used. */
export const senders: { readonly [C in Channel]: readonly Sender<C>[] } = {
  email: [],
  sms: [],
  push: [],
  in_app: [],
};
