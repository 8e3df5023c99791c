import type { CategoryTable } from '#server/domain/category/category.ts';
import type { EventId } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { PreferencesState } from '#server/domain/preference/state.ts';
import type { Suppression } from '#server/domain/suppression/suppression.ts';

/** One message that somebody wants to send. */
export interface SendRequest {
  readonly channel: Channel;
  readonly category: string;
  /** The moment of asking. */
  readonly at: Instant;
  /** What it will cost, in millionths of the budget's currency; 0 where sending is free. */
  readonly costMicros: number;
}

/** What is known at that moment, looked up afresh. */
export interface SendFacts {
  readonly categories: CategoryTable;
  /** Where the person can be reached on this channel, and the event that said so, if one did. */
  readonly address: { readonly subjectId: string; readonly because: EventId | null } | null;
  /** Null for somebody who never wished anything. */
  readonly preferences: PreferencesState | null;
  /** Those of the address; others, and expired ones, are passed over. */
  readonly suppressions: readonly Suppression[];
  /** Null while marketing is sent. */
  readonly marketingPause: { readonly since: Instant; readonly because: EventId } | null;
  /** The event by which this very message was asked for before. */
  readonly duplicateOf: EventId | null;
  /** Null where there is no limit. `spentMicros` includes what is on its way. */
  readonly budget: {
    readonly limitMicros: number;
    readonly spentMicros: number;
    readonly resetsAt: Instant | null;
  } | null;
}
