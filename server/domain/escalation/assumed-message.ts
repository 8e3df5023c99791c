import type { Instant } from '#server/domain/instant.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import type { EscalationData } from './events.ts';

/** What a step would have sent, as a simulation takes it to have gone: delivered at once, and opened by nobody. */
export function assumedMessage(
  { messageId, notificationId, channel, template }: EscalationData<'EscalationIntended'>,
  at: Instant,
): MessageState {
  return {
    messageId,
    notificationId,
    channel,
    template,
    status: 'delivered',
    statusAt: at,
    firstAt: at,
    lastAt: at,
    times: { accepted: at, delivered: at },
    counts: { accepted: 1, delivered: 1 },
    subjectId: null,
    provider: null,
    providerMessageId: null,
    recipient: null,
    subjectLine: null,
    category: null,
    statusReason: null,
    statusCodes: null,
    skipReason: null,
    engagement: 'none',
    humanOpens: 0,
    machineOpens: 0,
    clicks: 0,
    reads: 0,
    convertedValue: {},
    visits: [],
    positions: [],
    erased: false,
  };
}
