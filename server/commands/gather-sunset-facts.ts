import type { Drizzle } from '#db/client.ts';
import { defaultCategories, findCategory } from '#server/domain/category/category.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { decideSend } from '#server/domain/decision/decide-send.ts';
import { type Instant, latest } from '#server/domain/instant.ts';
import { isMessageEvent, type MessageEventType, messageStream } from '#server/domain/message/events.ts';
import { evolveMessage, type StoredMessageEvent } from '#server/domain/message/evolve.ts';
import { smallerKnown } from '#server/domain/message/ordering.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import { judgeVisit } from '#server/domain/message/visit-verdict.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import type { SunsetFacts } from '#server/domain/sunset/judge.ts';
import type { SunsetState } from '#server/domain/sunset/state.ts';
import { isInForce } from '#server/domain/suppression/suppression.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { peopleOfMailbox } from '#server/projections/sunsets/queries.ts';
import { gatherFacts } from './gather-facts.ts';

/** What sunset asks by, and what it suppresses. */
export const sunsetCategory = 'marketing';
export const sunsetScope = 'stream:marketing';

export interface GatheredSunset {
  readonly facts: SunsetFacts;
  /** As mail was addressed to it; null where nobody knows it any more. */
  readonly address: string | null;
  /** Whose it is, where it is one person's. */
  readonly userId: string | null;
}

const ofMailbox: readonly MessageEventType[] = [
  ...(['MessageRequested', 'MessageAccepted', 'MessageSent', 'MessageDelivered'] as const),
  ...(['MessageDropped', 'MessageFailed', 'MessageSoftBounced', 'MessageHardBounced'] as const),
  ...(['MessageOpened', 'MessageClicked', 'MessageRead'] as const),
  ...(['MessageComplained', 'MessageUnsubscribed', 'MessageResubscribed'] as const),
];
const inTheApp: readonly MessageEventType[] = ['MessageOpened', 'MessageClicked', 'MessageRead'];
const atOnce = 20;

/** What the store knows of a mailbox at present. Only whose it is comes from a read model. */
export async function gatherSunsetFacts(
  { db, eventStore }: { readonly db: Drizzle; readonly eventStore: EventStore },
  subjectId: string,
  { state, since, at }: { readonly state: SunsetState; readonly since: Instant; readonly at: Instant },
): Promise<GatheredSunset> {
  const userIds = await peopleOfMailbox(db, subjectId);
  const events = messageEvents(await eventStore.readSubject(subjectId, { types: ofMailbox }));
  const mails = statesOf(events);
  const own = await ownStreams(
    eventStore,
    [...mails.values()].filter(({ lastAt }) => lastAt >= since),
  );
  const address = recipientIn(events);
  const userId = userIds.length === 1 ? (userIds[0] ?? null) : null;
  const sending = await mayBeSent(eventStore, { subjectId, userId, address, at });
  const signs = [
    ...[...mails.values(), ...own].map(signIn),
    ...(await Promise.all(userIds.map((one) => signOfPerson(eventStore, one)))),
  ];
  const ask = state.status === 'unasked' ? null : messageIdOf(state.notificationId, 'email', 0);
  return {
    address,
    userId,
    facts: {
      knownSince: events.map(({ occurredAt }) => occurredAt).reduce<Instant | null>(smallerKnown, null),
      mailsAt: own.filter(isMarketing).flatMap((mail) => sentAt(mail) ?? []),
      lastSignAt: signs.reduce(latest, null),
      mayBeAsked: sending.may,
      askSentAt: own.flatMap((mail) => (mail.messageId === ask ? (sentAt(mail) ?? []) : [])).at(0) ?? null,
      isOut: sending.isOut,
    },
  };
}

function messageEvents(
  events: Awaited<ReturnType<EventStore['readSubject']>>,
): readonly StoredMessageEvent[] {
  return events.filter((event) => isMessageEvent(event)).filter(({ data }) => data.channel === 'email');
}

function statesOf(events: readonly StoredMessageEvent[]): ReadonlyMap<string, MessageState> {
  const states = new Map<string, MessageState>();
  for (const event of events) {
    const { messageId } = event.data;
    states.set(messageId, evolveMessage(states.get(messageId) ?? null, event));
  }
  return states;
}

/** Conversions name nobody, so they stand on the stream of their message alone. */
async function ownStreams(
  eventStore: EventStore,
  mails: readonly MessageState[],
): Promise<readonly MessageState[]> {
  const found: MessageState[] = [];
  for (let start = 0; start < mails.length; start += atOnce) {
    const some = mails.slice(start, start + atOnce);
    const streams = await Promise.all(
      some.map(({ messageId }) => eventStore.readStream(messageStream(messageId))),
    );
    found.push(...streams.flatMap((events) => [...statesOf(messageEvents(events)).values()]));
  }
  return found;
}

/** Complaining and leaving are what people do, too. */
function signIn(mail: MessageState): Instant | null {
  const { converted, complained, unsubscribed, resubscribed } = mail.times;
  const visits = mail.visits.filter((visit) => judgeVisit(visit, mail).verdict === 'human');
  return [
    ...visits.map(({ at }) => at),
    converted,
    complained,
    unsubscribed,
    resubscribed,
  ].reduce<Instant | null>((newest, at) => latest(newest, at ?? null), null);
}

/** What a person wished for themselves, or read in the app. */
async function signOfPerson(eventStore: EventStore, userId: string): Promise<Instant | null> {
  const inApp = eventStore.subjectIdOf({ kind: addressKinds.in_app, value: userId });
  const [wishes, reads] = await Promise.all([
    eventStore.readStream(preferencesStream(userId)),
    eventStore.readSubject(inApp, { types: inTheApp, limit: 5 }),
  ]);
  const own = wishes.filter(({ source }) => source === 'user');
  return [...own, ...reads].map(({ occurredAt }) => occurredAt).reduce(latest, null);
}

async function mayBeSent(
  eventStore: EventStore,
  who: {
    readonly subjectId: string;
    readonly userId: string | null;
    readonly address: string | null;
    readonly at: Instant;
  },
) {
  const addresses = who.address === null ? {} : { email: who.address };
  const told = { userId: who.userId, addresses };
  const { facts } = await gatherFacts(eventStore, told, 'email');
  const { verdict } = decideSend(
    { channel: 'email', category: sunsetCategory, at: who.at, costMicros: 0 },
    facts,
  );
  const isOut = facts.suppressions.some(
    (one) => one.reason === 'inactive' && one.scope === sunsetScope && isInForce(one, who.at),
  );
  const may = verdict !== 'skip' && facts.address?.subjectId === who.subjectId;
  return { may, isOut };
}

function isMarketing({ category }: MessageState): boolean {
  return category !== null && findCategory(defaultCategories, category)?.stream === 'marketing';
}

/** Null for a mail that never got there, whose silence says nothing. */
function sentAt({ status, times }: MessageState): Instant | null {
  if (status !== 'accepted' && status !== 'sent' && status !== 'delivered') return null;
  return [times.accepted, times.sent, times.delivered]
    .map((at) => at ?? null)
    .reduce<Instant | null>(smallerKnown, null);
}

function recipientIn(events: readonly StoredMessageEvent[]): string | null {
  const named = events.flatMap((event) =>
    event.personal !== null && 'recipient' in event.personal ? (event.personal.recipient ?? []) : [],
  );
  return named.at(-1) ?? null;
}
