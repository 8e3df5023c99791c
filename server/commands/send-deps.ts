import type { Instant } from '#server/domain/instant.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import type { MailIdentities } from '#server/providers/mail-identities.ts';
import type { OpenSenders } from '#server/providers/open-senders.ts';
import type { UnsubscribeTokens } from '#server/unsubscribe/token.ts';

/** What leads outside. */
export interface Outbound {
  readonly senders: OpenSenders;
  readonly mailIdentities: MailIdentities;
  readonly unsubscribeTokens: UnsubscribeTokens;
  /** Without a trailing slash. */
  readonly publicBaseUrl: string;
}

/** What sending works with. */
export interface SendDeps {
  readonly eventStore: EventStore;
  readonly outbound: Outbound;
  readonly now: () => Instant;
}
