import { type HistoricPlace, historicEvent } from '#server/domain/event-history.ts';
import { eventTypeOfReport, messageStream } from '#server/domain/message/events.ts';
import type { Channel, ReportData, ReportKind } from '#server/domain/message/report.ts';
import { type ReplyWish, replyStream } from '#server/domain/reply/events.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { type SuppressionAdded, type SuppressionLifted, suppressionStream } from './events.ts';
import { evolveSuppression, type StoredSuppressionEvent } from './evolve.ts';
import { type SuppressionState, unsuppressed } from './state.ts';

type SuppressingKind = Extract<
  ReportKind,
  'hard_bounced' | 'soft_bounced' | 'delivered' | 'complained' | 'unsubscribed' | 'resubscribed'
>;

/** A stored report about the one address of these tests. */
export function reported(
  kind: SuppressingKind,
  place: HistoricPlace & { readonly data?: Partial<ReportData> } = {},
): StoredSuppressionEvent {
  const data: ReportData = {
    messageId: 'msg_1',
    channel: 'email',
    provider: 'example-mail',
    providerEvent: kind,
    echoed: true,
    ...place.data,
  };
  const type = eventTypeOfReport[kind];
  const personal = { recipient: 'ada@example.com', raw: {} };
  // Safe: every type of report has this data and these personal fields.
  return historicEvent({ type, data, personal } as Parameters<typeof historicEvent>[0], {
    stream: messageStream(data.messageId),
    source: 'example-mail',
    subjectId: 'subject-ada',
    ...place,
  }) as StoredSuppressionEvent;
}

export function added(
  said: Partial<SuppressionAdded['data']> = {},
  place: HistoricPlace = {},
): StoredEventOf<'SuppressionAdded'> {
  const data: SuppressionAdded['data'] = {
    channel: 'email',
    subjectId: 'subject-ada',
    reason: 'manual',
    scope: 'all_but_security',
    expiresAt: null,
    why: null,
    ...said,
  };
  const stream = suppressionStream(data.channel, data.subjectId);
  return historicEvent<'SuppressionAdded'>(
    { type: 'SuppressionAdded', data, personal: { address: 'ada@example.com' } },
    { stream, source: 'admin', subjectId: data.subjectId, ...place },
  );
}

export function lifted(
  event: SuppressionLifted,
  place: HistoricPlace = {},
): StoredEventOf<'SuppressionLifted'> {
  const stream = suppressionStream(event.data.channel, event.data.subjectId);
  return historicEvent<'SuppressionLifted'>(event, { stream, source: 'admin', ...place });
}

/** What the owner of the one telephone of these tests wrote back. */
export function replied(
  wish: ReplyWish,
  place: HistoricPlace & { readonly channel?: Channel } = {},
): StoredEventOf<'ReplyReceived'> {
  const data = {
    channel: place.channel ?? 'sms',
    provider: 'example-sms',
    providerMessageId: `reply-${place.position ?? 1}`,
    wish,
    scope: 'global',
  };
  return historicEvent<'ReplyReceived'>(
    { type: 'ReplyReceived', data, personal: { sender: '+15005550006', text: wish, raw: {} } },
    { stream: replyStream(data.provider), source: data.provider, subjectId: 'subject-ada', ...place },
  );
}

/** What a history says of its address; of Ada's mailbox when nothing happened. */
export function addressAfter(...events: readonly StoredSuppressionEvent[]): SuppressionState {
  const state = events.reduce<SuppressionState | null>(evolveSuppression, null);
  return state ?? unsuppressed('email', 'subject-ada');
}
