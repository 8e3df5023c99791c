import { contactStream } from '#server/domain/contact/events.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { decideErasure } from '#server/domain/erasure/decide.ts';
import type { ErasureState } from '#server/domain/erasure/state.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { sharedAddresses } from '#server/projections/contacts/shared-address-queries.ts';
import { appendDecision } from './ask-for-erasure.ts';
import type { ErasingDeps } from './erasing-deps.ts';
import { erasureEvent } from './erasure-event.ts';
import { type LoadedErasure, loadErasure } from './load-erasure.ts';

export interface SettleErasure {
  readonly erasureId: string;
  readonly reason: string;
  readonly actor: string;
  readonly at: Instant;
}

/** Whom and what a confirmation would erase. */
export interface ErasureScope {
  /** Addresses and ids that will never be read again. */
  readonly subjectIds: readonly string[];
  /** Mail addresses of theirs alone, as far as they can still be read: there may be accounts under them. */
  readonly emails: readonly string[];
  /** Addresses of theirs that belong to somebody else as well, and stay. */
  readonly shared: readonly SharedContact[];
}

interface SharedContact {
  readonly userId: string;
  readonly channel: Channel;
  readonly subjectId: string;
  /** Null once it cannot be read any more. */
  readonly address: string | null;
  /** When it was said to be theirs. */
  readonly since: Instant;
}

/** Refuses a wish; the person is shown why. Throws DomainError: `erasure_unknown`, `erasure_decided`, `erasure_needs_reason`. */
export async function refuseErasure(
  { eventStore }: Pick<ErasingDeps, 'eventStore'>,
  { erasureId, reason, actor, at }: SettleErasure,
): Promise<void> {
  const { state } = await loadErasure(eventStore, erasureId);
  await appendDecision({ eventStore }, decideErasure({ type: 'RefuseErasure', reason }, state), {
    actor,
    at,
  });
}

/**
 * Confirms a wish and does it: forgets the account, writes to the person for the last time, destroys the keys of all that is
 * theirs. What was begun and broke off is finished by confirming again. Throws DomainError: `erasure_unknown`,
 * `erasure_decided`, `erasure_needs_reason`, or `erasure_mail_refused` before any key is destroyed.
 */
export async function confirmErasure(
  deps: ErasingDeps,
  { tell, ...settle }: SettleErasure & { readonly tell: boolean },
): Promise<void> {
  const { eventStore, accounts } = deps;
  const { erasureId, reason, actor, at } = settle;
  const before = await loadErasure(eventStore, erasureId);
  await appendDecision(deps, decideErasure({ type: 'ConfirmErasure', reason }, before.state), { actor, at });
  const { state, email, askedBy } = await loadErasure(eventStore, erasureId);
  if (state.status !== 'confirmed') return;
  const scope = await erasureScope(deps, state);
  await accounts.forget({
    accountIds: askedBy === null ? [] : [askedBy],
    emails: email === null ? scope.emails : [email, ...scope.emails],
    userIds: state.request.userIds,
  });
  const told = tell && (await sayFarewell(deps, { state, email }));
  await eventStore.append(scope.shared.map((contact) => removal(contact, { actor, at })));
  for (const subjectId of scope.subjectIds) {
    await eventStore.eraseSubject(subjectId, { actor, reason: state.reason, at });
  }
  const outcome = { subjects: scope.subjectIds.length, shared: scope.shared.length, told };
  const done = decideErasure({ type: 'CompleteErasure', outcome }, state);
  await eventStore.append(done.map((event) => erasureEvent(event, { subject: null, actor, at })));
}

/**
 * All under which something of a person is sealed: the addresses they proved, the ids they go by, and the addresses they were
 * ever said to have, unless somebody else has such a one too: nobody is erased by another's wish.
 */
export async function erasureScope(
  { db, eventStore }: Pick<ErasingDeps, 'db' | 'eventStore'>,
  { request }: Exclude<ErasureState, { status: 'unasked' }>,
): Promise<ErasureScope> {
  const { userIds, subjectIds } = request;
  const ids = userIds.map((value) => eventStore.subjectIdOf({ kind: 'user', value }));
  const contacts = (await Promise.all(userIds.map((userId) => contactsOf(eventStore, userId)))).flat();
  const own = new Set([...subjectIds, ...ids]);
  const claimed = contacts.filter(({ subjectId }) => !own.has(subjectId));
  const elsewhere = await sharedAddresses(db, { subjectIds: claimed.map((one) => one.subjectId), userIds });
  return {
    // The address they asked with goes last: as long as it is known, what broke off can end with the mail.
    subjectIds: [...new Set([...claimed.map((one) => one.subjectId), ...ids, ...subjectIds])].filter(
      (id) => !elsewhere.has(id),
    ),
    emails: contacts.flatMap(({ channel, subjectId, address }) =>
      channel === 'email' && address !== null && !elsewhere.has(subjectId) ? [address] : [],
    ),
    shared: claimed.filter(({ subjectId }) => elsewhere.has(subjectId)),
  };
}

async function contactsOf(
  eventStore: Pick<EventStore, 'readStream'>,
  userId: string,
): Promise<readonly SharedContact[]> {
  const events = await eventStore.readStream(contactStream(userId));
  return events.flatMap((event) => {
    if (event.type !== 'ContactAddressSet') return [];
    const { channel, subjectId } = event.data;
    return [
      { userId, channel, subjectId, address: event.personal?.address ?? null, since: event.occurredAt },
    ];
  });
}

async function sayFarewell(
  { accounts }: Pick<ErasingDeps, 'accounts'>,
  { state, email }: Pick<LoadedErasure, 'state' | 'email'>,
): Promise<boolean> {
  if (email === null || state.status === 'unasked') return false;
  try {
    return await accounts.sayFarewell(email, state.request.language);
  } catch {
    throw new DomainError('erasure_mail_refused', 'The last mail was not taken.');
  }
}

/** Somebody else's address stays readable, but no longer as this person's. */
function removal(
  { userId, channel, subjectId, since }: SharedContact,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): NewEvent {
  const id = `erased/${userId}/${channel}/${subjectId}`;
  return {
    stream: contactStream(userId),
    type: 'ContactAddressRemoved',
    data: { userId, channel, subjectId },
    personal: null,
    subject: null,
    // What was said by a clock ahead of ours must not outlast it.
    occurredAt: since < at ? at : instantFromMs(msFromInstant(since) + 1),
    receivedAt: at,
    source: 'admin',
    sourceEventId: id,
    fingerprint: ['contact', id],
    actor,
  };
}
