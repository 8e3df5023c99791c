import { refOf } from '#server/domain/event-id.ts';
import type { EventType } from '#server/domain/events.ts';
import type { Moment } from '#server/domain/moment.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { suppressionStream } from '#server/domain/suppression/events.ts';
import {
  evolveSuppression,
  isSuppressionEvent,
  type StoredSuppressionEvent,
  suppressionEventTypes,
} from '#server/domain/suppression/evolve.ts';
import { type SuppressionState, unsuppressed } from '#server/domain/suppression/state.ts';
import { isInForce, type Suppression } from '#server/domain/suppression/suppression.ts';
import { suppressionsOf } from '#server/domain/suppression/suppressions-of.ts';
import { rowAsOf } from '#server/projections/as-of.ts';
import { suppressionKey, suppressionsFold } from './fold.ts';
import { suppressionRulesAsOf } from './policy-queries.ts';
import type { SuppressionTarget } from './queries.ts';

/** What is needed of an event store. */
export interface AddressHistory {
  readStream(stream: string): Promise<readonly StoredEvent[]>;
  readSubject(
    subjectId: string,
    options: { readonly types: readonly EventType[] },
  ): Promise<readonly StoredEvent[]>;
}

/**
 * What stood against writing to an address at a moment, judged by the rules in force then. By recorded time: by what
 * we knew then, of the address and of the rules.
 */
export async function suppressionsAsOf(
  eventStore: AddressHistory,
  target: SuppressionTarget,
  moment: Moment,
): Promise<{ readonly address: string | null; readonly suppressions: readonly Suppression[] }> {
  const key = suppressionKey(target.channel, target.subjectId);
  const row = rowAsOf(suppressionsFold, key, await eventsOfAddress(eventStore, target), moment);
  if (row === null) return { address: null, suppressions: [] };
  const rules = await suppressionRulesAsOf(eventStore, moment);
  const found = suppressionsOf(row, rules).filter((suppression) => isInForce(suppression, moment.at));
  return { address: row.address, suppressions: found };
}

/** What the store knows of an address at present, however far read models lag behind. */
export async function suppressionStateOf(
  eventStore: AddressHistory,
  target: SuppressionTarget,
): Promise<SuppressionState> {
  const events = await eventsOfAddress(eventStore, target);
  const state = events.reduce<SuppressionState | null>(evolveSuppression, null);
  return state ?? unsuppressed(target.channel, target.subjectId);
}

/** Reports are found by their subject; wishes that sealed nothing stand on the stream of the address alone. */
async function eventsOfAddress(
  eventStore: AddressHistory,
  { channel, subjectId }: SuppressionTarget,
): Promise<readonly StoredSuppressionEvent[]> {
  const [ofSubject, ofStream] = await Promise.all([
    eventStore.readSubject(subjectId, { types: suppressionEventTypes }),
    eventStore.readStream(suppressionStream(channel, subjectId)),
  ]);
  const events = new Map([...ofSubject, ...ofStream].map((event) => [refOf(event).id, event]));
  return [...events.values()].filter(isSuppressionEvent).filter(({ data }) => data.channel === channel);
}
