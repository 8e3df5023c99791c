import { handoverOf } from '#server/domain/handover/handover.ts';
import { messageStream } from '#server/domain/message/events.ts';
import { askingKey } from './answer-events.ts';
import { whomToTell } from './decide-message.ts';
import { attemptData, engineEvent, loadMessage, type MessageToSend } from './load-message.ts';
import type { SendDeps } from './send-deps.ts';

/**
 * Records that a message which no provider has is not to be sent any more, since it would tell again what was told. It
 * takes the key of the next asking: false where somebody is asking a provider after all, or it is over already.
 */
export async function takeBackMessage(
  { eventStore, now }: SendDeps,
  toSend: MessageToSend,
): Promise<boolean> {
  const known = await loadMessage(eventStore, toSend);
  if (known === null) return false;
  const { messageId, events, decisions } = known;
  const handover = handoverOf(events);
  if (handover.status !== 'not_started' && handover.status !== 'put_off') return false;
  const call = handover.status === 'put_off' ? handover.call + 1 : 1;
  const { appended } = await eventStore.append([
    {
      ...engineEvent(askingKey(messageId, call), now()),
      stream: messageStream(messageId),
      type: 'MessageSkipped',
      data: { ...attemptData(known), reason: decisions.at(-1)?.data.decision.rule ?? 'duplicate' },
      personal: {},
      subject: whomToTell(known),
    },
  ]);
  return appended > 0;
}
