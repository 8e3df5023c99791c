import type { Drizzle } from '#db/client.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { isMessageEvent, messageStream } from '#server/domain/message/events.ts';
import { foldMessage } from '#server/domain/message/evolve.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import type { Money } from '#server/domain/money.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { findMessage, idsOfMessage } from '#server/projections/messages/queries.ts';
import { readReceipt } from './read-receipt.ts';

/** Clocks of two servers may differ so much. */
const clockToleranceMs = 5 * 60_000;

type Fact =
  | { readonly type: 'read' }
  | { readonly type: 'converted'; readonly conversion: string; readonly value: Money | null };

export interface RecordApiEvent {
  /** The caller's own: the same one again is the same event. */
  readonly id: string;
  readonly messageId: string;
  readonly fact: Fact;
  /** Null for now. */
  readonly occurredAt: Instant | null;
  readonly actor: string;
  readonly at: Instant;
}

interface Deps {
  readonly db: Drizzle;
  readonly eventStore: EventStore;
}

/**
 * Records what the host product says a person did with a message. `recorded` is false when it was recorded before.
 * Throws DomainError `message_unknown`, `message_unsent`, `message_of_nobody`, `occurred_in_the_future`, or
 * `idempotency_key_reused` where the id belongs to something else.
 */
export async function recordApiEvent(
  deps: Deps,
  wish: RecordApiEvent,
): Promise<{ readonly recorded: boolean; readonly eventId: string; readonly messageId: string }> {
  const latest = instantFromMs(msFromInstant(wish.at) + clockToleranceMs);
  if (wish.occurredAt !== null && wish.occurredAt > latest) {
    throw new DomainError('occurred_in_the_future', 'This has not happened yet.');
  }
  const message = await messageOf(deps, wish.messageId);
  if (message === null) throw new DomainError('message_unknown', 'No message has this id.');
  const event = eventOf(deps.eventStore, wish, message);
  const { messageId } = message;
  const eventId = `${event.source}/${event.sourceEventId}`;
  const { appended } = await deps.eventStore.append([event]);
  if (appended > 0) return { recorded: true, eventId, messageId };
  const known = await deps.eventStore.readEvent(eventId);
  if (!isSame(known, wish, await idsOfMessage(deps.db, messageId))) {
    throw new DomainError('idempotency_key_reused', 'This id belongs to another event.');
  }
  return { recorded: false, eventId, messageId };
}

/** From the read model, which knows aliases; or from the stream itself, for what was sent a moment ago. */
async function messageOf({ db, eventStore }: Deps, messageId: string): Promise<MessageState | null> {
  const row = await findMessage(db, messageId);
  if (row !== null && row.provider !== null) return row;
  const events = await eventStore.readStream(messageStream(messageId));
  const said = events.filter((event) => isMessageEvent(event));
  return said.length === 0 ? row : foldMessage(said);
}

function eventOf(eventStore: EventStore, wish: RecordApiEvent, message: MessageState): NewEvent {
  const { id, fact, actor, at } = wish;
  const { messageId, channel } = message;
  const sourceEventId = `event:${id}`;
  const envelope = {
    stream: messageStream(messageId),
    occurredAt: wish.occurredAt ?? at,
    receivedAt: at,
    source: 'api',
    sourceEventId,
    fingerprint: ['api event', id],
    actor,
  } as const;
  if (fact.type === 'converted') {
    const { conversion, value } = fact;
    const data = { messageId, channel, conversion, ...(value === null ? {} : { value }) };
    return { ...envelope, type: 'MessageConverted', data, personal: null, subject: null };
  }
  const raw = { id, type: fact.type, messageId: wish.messageId, occurredAt: wish.occurredAt };
  const receipt = readReceipt(eventStore, message, raw);
  if (typeof receipt === 'string') throw new DomainError(receipt, refusedReceipts[receipt]);
  return { ...envelope, ...receipt };
}

const refusedReceipts = {
  message_unsent: 'No provider has spoken of this message.',
  message_of_nobody: 'The recipient of this message is not known.',
} as const satisfies Record<Extract<ReturnType<typeof readReceipt>, string>, string>;

/** A caller that names no time means the same event whenever it says it again. */
function isSame(
  known: StoredEvent | null,
  { fact, occurredAt }: RecordApiEvent,
  ids: readonly string[],
): boolean {
  if (known === null || !isMessageEvent(known) || !ids.includes(known.data.messageId)) return false;
  if (occurredAt !== null && known.occurredAt !== occurredAt) return false;
  if (fact.type === 'read') return known.type === 'MessageRead';
  if (known.type !== 'MessageConverted') return false;
  const { conversion, value } = known.data;
  return (
    conversion === fact.conversion &&
    value?.currency === fact.value?.currency &&
    value?.amountMicros === fact.value?.amountMicros
  );
}
