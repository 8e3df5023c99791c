import type { Drizzle } from '#db/client.ts';
import type { ErasureLanguage } from '#server/domain/erasure/events.ts';
import type { EventStore } from '#server/event-store/event-store.ts';

export interface WhomToForget {
  readonly accountIds: readonly string[];
  readonly emails: readonly string[];
  readonly userIds: readonly string[];
}

/** What there is of people beyond events. */
export interface Accounts {
  /** Accounts, sessions, links that sign in: by account, by address, and by the host's id of whom it handed over. */
  forget(who: WhomToForget): Promise<void>;
  /** False where mail is not set up; throws when it is not taken. */
  sayFarewell(to: string, language: ErasureLanguage): Promise<boolean>;
}

/** What erasing works with. */
export interface ErasingDeps {
  readonly db: Drizzle;
  readonly eventStore: EventStore;
  readonly accounts: Accounts;
}
