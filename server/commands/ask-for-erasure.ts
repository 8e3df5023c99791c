import { DomainError } from '#server/domain/domain-error.ts';
import { decideErasure } from '#server/domain/erasure/decide.ts';
import type { ErasureLanguage } from '#server/domain/erasure/events.ts';
import { type ErasureState, unasked } from '#server/domain/erasure/state.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { EventStore, SubjectAddress } from '#server/event-store/event-store.ts';
import { erasureEvent } from './erasure-event.ts';
import { loadErasure, newestErasureOf } from './load-erasure.ts';

export interface Asker {
  /** By what they are known here: the address they signed in with, or the host's id of them. */
  readonly asker: SubjectAddress;
  readonly userIds: readonly string[];
  /** Addresses that they proved to be theirs. */
  readonly subjectIds: readonly string[];
}

export interface AskForErasure extends Asker {
  readonly language: ErasureLanguage;
  readonly actor: string;
  readonly at: Instant;
}

interface Deps {
  readonly eventStore: EventStore;
}

/** Where the newest wish of somebody stands; null for who never asked. */
export async function erasureOf(
  { eventStore }: Deps,
  { asker }: Pick<Asker, 'asker'>,
): Promise<{ readonly erasureId: string; readonly state: ErasureState } | null> {
  const erasureId = await newestErasureOf(eventStore, asker);
  if (erasureId === null) return null;
  return { erasureId, state: (await loadErasure(eventStore, erasureId)).state };
}

/** Records that somebody wishes to be erased. Who has an open wish, or asks twice at once, has asked once. */
export async function askForErasure(
  deps: Deps,
  wish: AskForErasure,
): Promise<{ readonly erasureId: string }> {
  const { eventStore } = deps;
  const { asker, userIds, subjectIds, language, actor, at } = wish;
  const before = await erasureOf(deps, wish);
  if (before !== null && (before.state.status === 'open' || before.state.status === 'confirmed')) {
    return { erasureId: before.erasureId };
  }
  const after = [eventStore.subjectIdOf(asker), before?.erasureId ?? null];
  const erasureId = `era_${eventStore.hash('erasure', JSON.stringify(after))}`;
  const data = { erasureId, userIds: [...userIds], subjectIds: [...subjectIds], language };
  const personal = asker.kind === 'email' ? { email: asker.value } : {};
  const events = decideErasure({ type: 'RequestErasure', data, personal }, unasked);
  await eventStore.append(events.map((event) => erasureEvent(event, { subject: asker, actor, at })));
  return { erasureId };
}

/** Takes the newest wish back. Throws DomainError: `erasure_unknown`, `erasure_decided`. */
export async function withdrawErasure(
  deps: Deps,
  { asker, actor, at }: Pick<Asker, 'asker'> & { readonly actor: string; readonly at: Instant },
): Promise<void> {
  const state = (await erasureOf(deps, { asker }))?.state ?? unasked;
  await appendDecision(deps, decideErasure({ type: 'WithdrawErasure' }, state), { actor, at });
}

/** Appends a decision. Throws DomainError `erasure_decided` where somebody decided otherwise in the meantime. */
export async function appendDecision(
  { eventStore }: Deps,
  decided: ReturnType<typeof decideErasure>,
  by: { readonly actor: string; readonly at: Instant },
): Promise<void> {
  const { duplicates } = await eventStore.append(
    decided.map((event) => erasureEvent(event, { subject: null, ...by })),
  );
  if (duplicates > 0) throw new DomainError('erasure_decided', 'Somebody decided at the same moment.');
}
