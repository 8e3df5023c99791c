import type { Sender } from '#server/providers/sender.ts';

/** Our own inbox: it shows what the notification says, so a message is delivered by being sent. Needs no variables. */
export const inAppSender: Sender<'in_app'> = {
  id: 'in-app',
  name: 'In-app',
  channel: 'in_app',
  configure: () => ({
    isIdempotent: true,
    send: async () => ({ outcome: 'accepted', providerMessageId: null, kind: 'delivered' }),
  }),
  rehearsal: { speaks: 'nothing', environment: () => ({}), secrets: [] },
};
