import type { Instant } from '#server/domain/instant.ts';
import type { ReplyPersonal } from '#server/domain/reply/events.ts';
import type { ReplyItem } from '#server/providers/provider.ts';
import { line, present } from '#server/providers/text.ts';
import type { PhoneNumber } from './phone.ts';
import { wishOf } from './wish.ts';

export interface ToldReply {
  readonly sid: string;
  readonly from: PhoneNumber;
  readonly text: string | undefined;
  /** STOP, START or HELP when a Messaging Service with Advanced Opt-Out understood the text. */
  readonly optOutType: string | undefined;
  readonly occurredAt: Instant;
  readonly eventId: string | null;
  readonly raw: ReplyPersonal['raw'];
}

/** What a person sent to one of our numbers. Twilio blocks for the sender that was answered, so the scope is `sender`. */
export function replyItem(told: ToldReply): ReplyItem {
  return {
    outcome: 'reply',
    occurredAt: told.occurredAt,
    address: { kind: 'phone', value: told.from.value },
    eventId: told.eventId,
    fingerprint: ['reply', told.sid],
    data: {
      channel: 'sms',
      providerMessageId: told.sid,
      wish: wishOf(told.optOutType, told.text),
      scope: 'sender',
    },
    personal: present({ sender: told.from.value, text: line(told.text, 4000), raw: told.raw }),
  };
}
