import type { Transaction } from '#db/client.ts';
import type { EventId } from '#server/domain/event-id.ts';
import type { DomainEvent, EventType } from '#server/domain/events.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Source, StoredEvent, Verification } from '#server/domain/stored-event.ts';

/** The person (or device) an event speaks of; the store seals `personal` under their key. */
export interface SubjectAddress {
  readonly kind: string;
  readonly value: string;
}

/** One event to append. `personal` needs a subject to be sealed under. */
export type NewEvent<E extends DomainEvent = DomainEvent> = E extends DomainEvent
  ? {
      readonly stream: string;
      readonly type: E['type'];
      readonly data: E['data'];
      readonly personal: E['personal'];
      readonly subject: SubjectAddress | null;
      readonly occurredAt: Instant;
      readonly receivedAt: Instant;
      readonly source: Source;
      /** Unique per source: the same one again is a redelivery. */
      readonly sourceEventId: string;
      /** Parts whose equality makes two events the same although their ids differ. */
      readonly fingerprint: readonly (string | number)[];
      readonly actor?: string;
      readonly causation?: string;
      readonly correlation?: string;
      readonly verification?: Verification;
    }
  : never;

export interface AppendResult {
  /** Events that are new, in the order given; the rest were there already. */
  readonly appended: number;
  /** Redeliveries: nothing was written but their count. */
  readonly duplicates: number;
}

/** An event of one stream with how often the provider sent it again. */
export type TimelineEvent = StoredEvent & { readonly duplicates: number };

/** The digest, 32 bytes, of everything that is stored of one event: equal digests mean equal rows. */
export interface EventLink {
  readonly position: number;
  readonly digest: Buffer;
}

/** So many events after one position, up to a safe one. */
export interface EventRange {
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
}

export interface RangeReader extends Pick<EventStore, 'readRange'> {
  close(): Promise<void>;
}

/** A token that may vouch for one thing only: `claim` is a hash of that thing. */
export interface TokenClaim {
  readonly source: Source;
  readonly token: string;
  readonly claim: string;
  readonly at: Instant;
}

/** The only way to the `events` table. Personal data is sealed on the way in and opened on the way out. */
export interface EventStore {
  /**
   * All or nothing, in one statement, which small requests that arrive together share. Resolves once the events are
   * durable.
   */
  append(events: readonly NewEvent[]): Promise<AppendResult>;
  /** The position up to which nothing will appear any more. Waits for writers that are under way. */
  safePosition(): Promise<number>;
  /** The highest committed position, 0 in an empty store. For showing, not for reading up to. */
  newestPosition(): Promise<number>;
  /** Events after one position up to a safe one, in order; within the caller's transaction when given. */
  readRange(range: EventRange, within?: Transaction): Promise<readonly StoredEvent[]>;
  /**
   * For whoever reads on and on to fold it: as `readRange`, in a thread of its own where the store can have one. What
   * reports were read from (`raw`) may be missing, and the checks of a decision where all passed. Close it.
   */
  openReader(): RangeReader;
  /** As `readRange`, for whoever needs to know that events are unchanged but not what they say. */
  readLinks(range: EventRange, within?: Transaction): Promise<readonly EventLink[]>;
  /** The streams in which events of these types stand after one position up to a safe one, each once, in no order. */
  changedStreams(
    range: { after: number; upTo: number },
    types: readonly EventType[],
  ): Promise<readonly string[]>;
  /** Every event of a stream, oldest position first. */
  readStream(stream: string): Promise<readonly TimelineEvent[]>;
  /**
   * Events that sealed something under a subject, oldest position first: of these types and the newest so many; all
   * where nothing is said.
   */
  readSubject(
    subjectId: string,
    selection?: { readonly types?: readonly EventType[]; readonly limit?: number },
  ): Promise<readonly StoredEvent[]>;
  /** The same without a choice, page by page: the first so many after a position, oldest first. */
  readSubjectAfter(
    subjectId: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly StoredEvent[]>;
  /** One event by its id, `<source>/<the id its source gave it>`; null when there is none. */
  readEvent(id: EventId): Promise<StoredEvent | null>;
  /** Events by their ids, in the order of these, in one query; ids that there is no event of are passed over. */
  readEvents(ids: readonly EventId[]): Promise<readonly StoredEvent[]>;
  /** The keyed hash under which an address is known: 22 characters of base64url. */
  subjectIdOf(address: SubjectAddress): string;
  /** A keyed hash of any text, for ids that must be found again but not guessed; same form. */
  hash(purpose: string, text: string): string;
  /** False when the token was claimed before with another claim. Tokens are forgotten after three days. */
  claimToken(request: TokenClaim): Promise<boolean>;
  /** Those of the subjects that were erased. */
  erasedAmong(subjectIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Destroys the subject's key and appends `SubjectErased`; of a subject that nothing is known of yet, nothing personal will
   * be kept. False when it was erased before.
   */
  eraseSubject(subjectId: string, by: { actor: string; reason: string; at: Instant }): Promise<boolean>;
}
