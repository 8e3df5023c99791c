import type { EventId } from '#server/domain/event-id.ts';
import type { EventType } from '#server/domain/events.ts';
import type { Instant } from '#server/domain/instant.ts';
import { isMessageEvent } from '#server/domain/message/events.ts';
import type { StoredEventOf, Verification } from '#server/domain/stored-event.ts';
import { webhookStream } from '#server/domain/webhook/events.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import type { OpenProviders } from '#server/providers/open-providers.ts';
import { adminEvent } from './admin-event.ts';
import { webhookEvent } from './webhook-event.ts';

/** What became, or in a dry run would become, of one unreadable item. */
export interface ReplayedLetter {
  readonly id: EventId;
  /** `erased`: nothing is left to read. `not_listened_to`: its provider is not configured here any more. */
  readonly outcome: 'read' | 'unreadable' | 'erased' | 'not_listened_to';
  /** The event types it is read as. */
  readonly events: readonly EventType[];
  /** The messages that those speak of, each once. */
  readonly messageIds: readonly string[];
  /** Why it still cannot be read; null otherwise. */
  readonly failure: string | null;
}

export interface ReplayDeadLetter {
  readonly id: EventId;
  readonly replayId: string;
  readonly actor: string;
  readonly at: Instant;
  /** Reads it and tells what would be appended, and appends nothing. */
  readonly dryRun: boolean;
}

interface Deps {
  readonly eventStore: EventStore;
  readonly providers: OpenProviders;
}

type Unrecognized = StoredEventOf<'WebhookUnrecognized'>;

/**
 * Reads an unreadable item again with the adapter of this build. What it says is appended under the ids it would have
 * had, so that nothing counts twice however often it is replayed, and names the item as its cause; the item stays.
 * Null for an id that names no dead letter.
 */
export async function replayDeadLetter(
  deps: Deps,
  command: ReplayDeadLetter,
): Promise<ReplayedLetter | null> {
  const letter = await deps.eventStore.readEvent(command.id);
  if (letter?.type !== 'WebhookUnrecognized') return null;
  const nothing = { id: command.id, events: [], messageIds: [], failure: null };
  if (letter.personal === null) return { ...nothing, outcome: 'erased' };
  const opened = deps.providers(letter.data.provider);
  if ('ok' in opened) return { ...nothing, outcome: 'not_listened_to' };

  const items = opened.receiver.read(bodyOf(letter.personal), {
    receivedAt: letter.receivedAt,
    query: new URLSearchParams(),
    headers: new Headers(),
  });
  const delivery = {
    provider: opened.provider,
    // Every webhook is stored with what its signature covered.
    verification: letter.verification as Verification,
    receivedAt: letter.receivedAt,
    hash: deps.eventStore.hash,
  };
  const read = items.map((item) => webhookEvent(item, delivery, deps.eventStore));
  const failure = failureOf(read);
  const events = failure !== null ? [] : read;
  if (!command.dryRun) {
    const caused = events.map((event) => ({
      ...event,
      causation: command.id,
      correlation: command.replayId,
    }));
    const { adapterVersion } = opened.provider;
    const replayed = replayedEvent(letter, command, { adapterVersion, failure, events: events.length });
    await deps.eventStore.append([...caused, replayed]);
  }
  return {
    id: command.id,
    outcome: failure === null ? 'read' : 'unreadable',
    events: events.map(({ type }) => type),
    messageIds: [
      ...new Set(events.flatMap((event) => (isMessageEvent(event) ? [event.data.messageId] : []))),
    ],
    failure,
  };
}

/** Null when anything of it can be read; what cannot becomes a dead letter of its own. */
function failureOf(events: readonly NewEvent[]): string | null {
  const failures = events.flatMap((event) =>
    event.type === 'WebhookUnrecognized' ? [event.data.failure] : [],
  );
  if (failures.length < events.length) return null;
  return failures[0] ?? 'item: empty';
}

function replayedEvent(
  letter: Unrecognized,
  { id, replayId, actor, at }: ReplayDeadLetter,
  result: { readonly adapterVersion: number; readonly failure: string | null; readonly events: number },
): NewEvent {
  const { provider, failure, adapterVersion } = letter.data;
  return {
    stream: webhookStream(provider),
    type: 'DeadLetterReplayed',
    data: {
      letter: { id, receivedAt: letter.receivedAt, provider, failure, adapterVersion },
      replayId,
      ...result,
    },
    personal: null,
    ...adminEvent(`${replayId}:${id}`, { actor, at }, ['replay', replayId, id]),
    causation: id,
    correlation: replayId,
  };
}

function bodyOf({ raw, encoding }: NonNullable<Unrecognized['personal']>): Buffer {
  return Buffer.from(raw, encoding === 'base64' ? 'base64' : 'utf8');
}
