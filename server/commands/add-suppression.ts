import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { newerRef } from '#server/domain/event-id.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import type { Cell } from '#server/domain/suppression/cell.ts';
import { decideSuppression } from '#server/domain/suppression/decide.ts';
import type { SuppressionAdded } from '#server/domain/suppression/events.ts';
import { addedCell } from '#server/domain/suppression/state.ts';
import type { EventStore, NewEvent, SubjectAddress } from '#server/event-store/event-store.ts';
import { suppressionStateOf } from '#server/projections/suppressions/as-of-queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { type Author, suppressionEvent } from './suppression-event.ts';

export type AddSuppression = Omit<SuppressionAdded['data'], 'subjectId'> & {
  readonly address: string;
  readonly by: Author;
  /** The moment of asking. */
  readonly at: Instant;
};

/**
 * Forbids writing to an address; false when that is so already. Resolves once it is durable. Throws DomainError
 * `expiry_in_the_past`.
 */
export async function addSuppression(
  { eventStore }: { readonly eventStore: EventStore },
  { address, ...wish }: AddSuppression,
): Promise<{ readonly added: boolean; readonly subjectId: string }> {
  const subject = { kind: addressKinds[wish.channel], value: address.trim() };
  const subjectId = eventStore.subjectIdOf(subject);
  const { appended } = await eventStore.append(
    await decideAddition(eventStore, { ...wish, subjectId, subject }),
  );
  return { added: appended > 0, subjectId };
}

/** The same, to append. Without a subject for an address that is known by its hash alone, as after an erasure. */
export async function decideAddition(
  eventStore: EventStore,
  wish: Omit<AddSuppression, 'address'> & {
    readonly subjectId: string;
    readonly subject: SubjectAddress | null;
  },
): Promise<readonly NewEvent[]> {
  const { by, at, subject, subjectId, ...added } = wish;
  const [state, rules] = await Promise.all([
    suppressionStateOf(eventStore, { channel: wish.channel, subjectId }),
    currentSuppressionRules(eventStore),
  ]);
  const command = { type: 'AddSuppression', ...added, address: subject?.value ?? '', at } as const;
  const cell = state.cells[addedCell(wish.reason, wish.scope)];
  const newest = cell === undefined ? null : newestOf(cell);
  return decideSuppression(command, state, rules).map((decided) => {
    const event = suppressionEvent(eventStore, decided, {
      by,
      // What stands or was lifted by a clock ahead of ours must not outlast what is said now.
      at: newest !== null && newest.at >= at ? instantFromMs(msFromInstant(newest.at) + 1) : at,
      identity: [wish.reason, wish.scope, wish.expiresAt, newest?.id ?? null],
      subject,
    });
    // Safe: the store seals nothing without a subject, and whoever reads knows that what was sealed may be gone.
    return subject === null ? ({ ...event, personal: null } as unknown as NewEvent) : event;
  });
}

function newestOf({ facts, cleared }: Cell) {
  return newerRef(facts.at(-1) ?? null, cleared);
}
