import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { handoverOf } from '#server/domain/handover/handover.ts';
import type { SubjectAddress } from '#server/event-store/event-store.ts';
import { type Call, givenUpEvent, lostEvent } from './answer-events.ts';
import { type KnownMessage, loadMessage, type MessageToSend } from './load-message.ts';
import type { SendDeps } from './send-deps.ts';
import { ourselves } from './send-message.ts';

/** What is recorded when nobody will try any more; null where there is nothing to say, or somebody is trying after all. */
export type GivenUp = 'failed' | 'unknown' | null;

/** Records that a message will not be tried again, as what it is: failed where it was certainly not taken. */
export async function giveUpMessage({ eventStore, now }: SendDeps, toSend: MessageToSend): Promise<GivenUp> {
  const known = await loadMessage(eventStore, toSend);
  const recipient = known === null ? null : recipientOf(known);
  if (known === null || recipient === null) return null;
  const handover = handoverOf(known.events);
  const at = now();
  const callOf = (call: number, provider: string): Call => ({ known, recipient, provider, call });
  switch (handover.status) {
    case 'over':
      return null;
    case 'open':
      await eventStore.append([lostEvent(callOf(handover.call, handover.provider), 'no answer', at)]);
      return 'unknown';
    case 'put_off': {
      const call = callOf(handover.call, handover.provider);
      const event = givenUpEvent(call, 'The provider put it off until we gave up.', at);
      return (await eventStore.append([event])).appended > 0 ? 'failed' : null;
    }
    case 'not_started': {
      const reason = 'Sending broke off before any provider was asked.';
      const event = givenUpEvent(callOf(0, ourselves), reason, at);
      return (await eventStore.append([event])).appended > 0 ? 'failed' : null;
    }
  }
}

/** As the message was asked for; null for one that never was, or whose person is erased. */
function recipientOf({ events, toSend }: KnownMessage): SubjectAddress | null {
  const requested = events.find((event) => event.type === 'MessageRequested');
  const value = requested?.personal?.recipient;
  return value === undefined ? null : { kind: addressKinds[toSend.channel], value };
}
