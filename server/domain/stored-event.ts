import type { DomainEvent, EventType } from './events.ts';
import type { Instant } from './instant.ts';

/** Who or what brought an event: a provider's id, or `api`, `user`, `admin`, `engine`, `import`, `sync`. */
export type Source = string;

/** What the signature of a webhook covered; a shared secret proves the sender but not the content. */
export const verificationScopes = ['full_body', 'envelope_only', 'shared_secret', 'none'] as const;
export type VerificationScope = (typeof verificationScopes)[number];

export interface Verification {
  readonly scope: VerificationScope;
  /** For example `ecdsa-p256-sha256`. */
  readonly method: string;
  /** Which of the configured keys fitted: a short fingerprint, never the key. */
  readonly keyId: string;
  /** When the provider says it signed, where the scheme has a time. */
  readonly signedAt?: Instant;
}

/** One event as the store gives it back. `personal` is null for ever once the subject is erased. */
export type StoredEvent<E extends DomainEvent = DomainEvent> = E extends DomainEvent
  ? {
      readonly position: number;
      readonly stream: string;
      readonly type: E['type'];
      readonly data: E['data'];
      readonly personal: E['personal'] | null;
      readonly occurredAt: Instant;
      readonly receivedAt: Instant;
      readonly recordedAt: Instant;
      readonly source: Source;
      readonly sourceEventId: string;
      readonly subjectId: string | null;
      readonly erased: boolean;
      readonly actor: string | null;
      readonly causation: string | null;
      readonly correlation: string | null;
      readonly verification: Verification | null;
    }
  : never;

export type StoredEventOf<T extends EventType> = StoredEvent<Extract<DomainEvent, { type: T }>>;
