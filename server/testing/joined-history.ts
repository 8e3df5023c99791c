import { messageStream } from '#server/domain/message/events.ts';
import type { NewEvent } from '#server/event-store/event-store.ts';
import { type SampleReport, sampleFact, sampleReport } from './sample-events.ts';

/** When the sample event of this number happened. */
export const sampleTime = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();

/** A webhook that brought a provider's id and not ours. */
export const derivedReport = (n: number, report: SampleReport): NewEvent =>
  sampleReport(n, { ...report, echoed: false });

const attempt = (messageId: string) => ({
  messageId,
  notificationId: `ntf-${messageId}`,
  channel: 'email' as const,
  category: 'billing',
  template: 'receipt',
  attempt: 0,
});
const requested = (n: number, messageId: string, recipient: string) =>
  sampleFact(n, {
    stream: messageStream(messageId),
    type: 'MessageRequested',
    data: attempt(messageId),
    personal: { recipient },
    subject: { kind: 'email', value: recipient },
  });

const ada = 'ada@example.com';
const bob = 'bob@example.com';
const eve = 'eve@example.com';

/**
 * Messages that are heard of under several ids, in the order of time. Two of ours claim what eve got; ada and bob got
 * theirs under one id of the provider; dan's was not sent through us; our id came back from `m-echo` alone.
 */
export const joinedHistory: readonly NewEvent[] = [
  requested(1, 'm-ada', ada),
  sampleReport(2, { kind: 'accepted', messageId: 'm-ada', providerMessageId: 'p-1', recipient: ada }),
  sampleReport(3, { kind: 'accepted', messageId: 'm-bob', providerMessageId: 'p-1', recipient: bob }),
  derivedReport(4, { kind: 'delivered', messageId: 'd-ada', providerMessageId: 'p-1', recipient: ada }),
  derivedReport(5, { kind: 'hard_bounced', messageId: 'd-bob', providerMessageId: 'p-1', recipient: bob }),
  derivedReport(6, { kind: 'opened', messageId: 'd-ada', providerMessageId: 'p-1', recipient: ada }),
  derivedReport(7, {
    kind: 'accepted',
    messageId: 'd-dan',
    providerMessageId: 'p-2',
    recipient: 'dan@example.com',
  }),
  derivedReport(8, {
    kind: 'delivered',
    messageId: 'd-dan',
    providerMessageId: 'p-2',
    recipient: 'dan@example.com',
  }),
  sampleReport(9, { kind: 'accepted', messageId: 'm-echo', providerMessageId: 'p-3', recipient: ada }),
  // Many providers tell whole seconds, so that the one event is as late as the other.
  {
    ...sampleReport(10, {
      kind: 'delivered',
      messageId: 'm-echo',
      providerMessageId: 'p-3',
      recipient: ada,
    }),
    occurredAt: sampleTime(9),
  },
  sampleReport(11, { kind: 'accepted', messageId: 'm-eve-1', providerMessageId: 'p-4', recipient: eve }),
  sampleReport(12, { kind: 'accepted', messageId: 'm-eve-2', providerMessageId: 'p-4', recipient: eve }),
  derivedReport(13, { kind: 'complained', messageId: 'd-eve', providerMessageId: 'p-4', recipient: eve }),
  sampleFact(14, {
    stream: messageStream('m-ada'),
    type: 'MessageConverted',
    data: {
      messageId: 'm-ada',
      channel: 'email',
      conversion: 'invoice_paid',
      value: { currency: 'EUR', amountMicros: 19_900_000 },
    },
    personal: null,
  }),
  sampleFact(15, {
    stream: messageStream('m-skip'),
    type: 'MessageSkipped',
    data: { ...attempt('m-skip'), reason: 'quiet_hours' },
    personal: { recipient: bob },
    subject: { kind: 'email', value: bob },
  }),
];
/** Every id in that history. */
export const joinedIds = [
  'm-ada',
  'd-ada',
  'm-bob',
  'd-bob',
  'd-dan',
  'm-echo',
  'm-eve-1',
  'm-eve-2',
  'd-eve',
  'm-skip',
];
