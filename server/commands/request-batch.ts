import type { Drizzle } from '#db/client.ts';
import { defaultCategories } from '#server/domain/category/category.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { decideSend } from '#server/domain/decision/decide-send.ts';
import type { SendFacts } from '#server/domain/decision/send-facts.ts';
import { DomainError, type DomainErrorCode } from '#server/domain/domain-error.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { PreferencesState } from '#server/domain/preference/state.ts';
import type { Suppression } from '#server/domain/suppression/suppression.ts';
import type { EventStore, NewEvent, SubjectAddress } from '#server/event-store/event-store.ts';
import { addressesOfPeople } from '#server/projections/contacts/queries.ts';
import { preferencesOfPeople } from '#server/projections/preferences/queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { checkSuppressions } from '#server/projections/suppressions/queries.ts';
import { decisionEvents } from './decide-message.ts';
import { marketingPauseFact } from './load-marketing-pause.ts';
import type { KnownMessage } from './load-message.ts';
import type { NotificationWish } from './notification-wish.ts';
import { reachableChannels } from './reachable-channels.ts';
import {
  type AskedBy,
  erasedPeople,
  isKnown,
  isOfErased,
  notificationEvent,
  type Requested,
} from './request-notification.ts';
import type { Outbound } from './send-deps.ts';

/** What became of one request of a batch. */
export interface BatchAnswer {
  /** Null where it was refused. */
  readonly notificationId: string | null;
  /** `suppressed`: nobody will be told, for every channel is suppressed; the decisions say why. */
  readonly outcome: 'requested' | 'suppressed' | 'refused';
  readonly refusal: DomainErrorCode | null;
}

export interface BatchDeps {
  readonly db: Drizzle;
  readonly eventStore: EventStore;
  readonly outbound: Outbound;
}

/**
 * Records up to 1,000 requests in one append. One check of all their addresses finds those that nobody may be told at,
 * of whom no run has to be started; by read models, which are a moment behind. All others are decided one by one, from
 * the store, when they are sent: `toSend` names them. Resolves once it is durable.
 */
export async function requestBatch(
  deps: BatchDeps,
  wishes: readonly NotificationWish[],
  by: AskedBy,
): Promise<{ readonly answers: readonly BatchAnswer[]; readonly toSend: readonly string[] }> {
  const asked = await withoutErased(
    deps,
    wishes.map((wish) => eventOrRefusal(deps, wish, by)),
  );
  const events = uniqueEvents(asked);
  const { duplicates } = await deps.eventStore.append(events);
  // Only where a key was known before can one have been used for something else.
  const reused = duplicates === 0 ? new Set<string>() : await reusedIn(deps.eventStore, events);
  const recorded = events.filter(({ data }) => !reused.has(data.notificationId));
  const suppressed = await skipSuppressed(deps, recorded, by);
  const first = new Map(events.map((event) => [event.data.notificationId, event.data.contentHash]));
  const answers = asked.map((event): BatchAnswer => {
    if (typeof event === 'string') return refused(event);
    const { notificationId, contentHash } = event.data;
    const isReused = reused.has(notificationId) || first.get(notificationId) !== contentHash;
    if (isReused) return refused('idempotency_key_reused');
    return {
      notificationId,
      outcome: suppressed.has(notificationId) ? 'suppressed' : 'requested',
      refusal: null,
    };
  });
  const toSend = recorded.map(({ data }) => data.notificationId).filter((id) => !suppressed.has(id));
  return { answers, toSend };
}

function refused(refusal: DomainErrorCode): BatchAnswer {
  return { notificationId: null, outcome: 'refused', refusal };
}

function eventOrRefusal({ eventStore, outbound }: BatchDeps, wish: NotificationWish, by: AskedBy) {
  try {
    return notificationEvent(eventStore, outbound, wish, by);
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

async function withoutErased(
  { eventStore }: BatchDeps,
  asked: readonly (Requested | DomainErrorCode)[],
): Promise<readonly (Requested | DomainErrorCode)[]> {
  const erased = await erasedPeople(
    eventStore,
    asked.filter((event) => typeof event !== 'string'),
  );
  return asked.map((event) =>
    typeof event !== 'string' && isOfErased(event, erased) ? 'person_erased' : event,
  );
}

/** One event a key: of two in the same batch, the first is the request. */
function uniqueEvents(asked: readonly (Requested | DomainErrorCode)[]): readonly Requested[] {
  const events = new Map<string, Requested>();
  for (const event of asked) {
    if (typeof event === 'string' || events.has(event.data.notificationId)) continue;
    events.set(event.data.notificationId, event);
  }
  return [...events.values()];
}

const readAtOnce = 20;

async function reusedIn(eventStore: EventStore, events: readonly Requested[]): Promise<ReadonlySet<string>> {
  const reused = new Set<string>();
  for (let start = 0; start < events.length; start += readAtOnce) {
    const some = events.slice(start, start + readAtOnce);
    await Promise.all(
      some.map(async (event) => {
        const isOurs = await isKnown(eventStore, event).catch(refusalOnly);
        if (!isOurs) reused.add(event.data.notificationId);
      }),
    );
  }
  return reused;
}

function refusalOnly(error: unknown): false {
  if (error instanceof DomainError) return false;
  throw error;
}

interface Target {
  readonly event: Requested;
  readonly channel: Channel;
  readonly recipient: SubjectAddress;
  readonly subjectId: string;
}

/** Stores why those are not told whose every channel is suppressed. Resolves to their ids. */
async function skipSuppressed(
  { db, eventStore, outbound }: BatchDeps,
  events: readonly Requested[],
  { at }: AskedBy,
): Promise<ReadonlySet<string>> {
  const userIds = [...new Set(events.flatMap(({ data }) => data.userId ?? []))];
  const [known, preferences, marketingPause, rules] = await Promise.all([
    addressesOfPeople(db, userIds),
    preferencesOfPeople(db, userIds),
    marketingPauseFact(eventStore),
    currentSuppressionRules(eventStore),
  ]);
  const targets = events.map((event) =>
    reachableChannels(outbound, event.data.category, event.data.channels).map((channel) =>
      targetOf(eventStore, event, channel, known),
    ),
  );
  // Whoever has a channel without a known address may have got one a moment ago; the store will say so.
  const whole = targets.filter((ofOne): ofOne is Target[] => ofOne.every((target) => target !== null));
  const answers = await checkSuppressions(db, whole.flat(), { at, rules });
  let next = 0;
  const skips: NewEvent[] = [];
  const skipped = new Set<string>();
  for (const ofOne of whole) {
    const found = answers.slice(next, next + ofOne.length);
    next += ofOne.length;
    const decided = ofOne.map((target, n) =>
      decideTarget(target, found[n]?.suppressions ?? [], { preferences, marketingPause, at }),
    );
    const events = decided.flatMap((one) => one ?? []);
    if (decided.some((one) => one === null)) continue;
    skips.push(...events);
    skipped.add(ofOne[0]?.event.data.notificationId ?? '');
  }
  await eventStore.append(skips);
  return skipped;
}

function targetOf(
  { subjectIdOf }: Pick<EventStore, 'subjectIdOf'>,
  event: Requested,
  channel: Channel,
  known: ReadonlyMap<string, Partial<Record<Channel, string>>>,
): Target | null {
  const { userId } = event.data;
  const direct = channel === 'in_app' ? (userId ?? undefined) : event.personal.addresses?.[channel];
  const value = direct ?? (userId === null ? undefined : known.get(userId)?.[channel]);
  if (value === undefined) return null;
  const recipient = { kind: addressKinds[channel], value };
  return { event, channel, recipient, subjectId: subjectIdOf(recipient) };
}

/** What is the same for every target of a batch. */
interface AboutAll {
  readonly preferences: ReadonlyMap<string, PreferencesState>;
  readonly marketingPause: SendFacts['marketingPause'];
  readonly at: string;
}

/** The events of not sending because of a suppression; null where another question has to be asked. */
function decideTarget(
  { event, channel, recipient, subjectId }: Target,
  suppressions: readonly Suppression[],
  { preferences, marketingPause, at }: AboutAll,
): readonly NewEvent[] | null {
  const { data, personal } = event;
  const decision = decideSend(
    { channel, category: data.category, at, costMicros: 0 },
    {
      categories: defaultCategories,
      address: { subjectId, because: null },
      preferences: (data.userId === null ? undefined : preferences.get(data.userId)) ?? null,
      suppressions,
      marketingPause,
      duplicateOf: null,
      budget: null,
    },
  );
  const isSuppressed = decision.checks.some(
    ({ rule, verdict }) => verdict === 'fail' && (rule === 'suppressed' || rule === 'opted_out'),
  );
  if (!isSuppressed) return null;
  const { notificationId } = data;
  const known: KnownMessage = {
    messageId: messageIdOf(notificationId, channel, 0),
    toSend: { notificationId, channel, attempt: 0, template: null },
    request: data,
    personal,
    requestedAt: event.occurredAt,
    template: data.template,
    events: [],
    decisions: [],
  };
  return decisionEvents(known, {
    decision,
    verdict: { verdict: 'skip', rule: decision.rule },
    recipient,
    at,
  });
}
