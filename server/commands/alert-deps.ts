import type { Drizzle } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { EventStore } from '#server/event-store/event-store.ts';

/** A mail to whoever administers this installation; who that is, only the sender knows. */
export interface AdminLetter {
  readonly subject: string;
  /** Paragraphs of plain text, each a list of lines. */
  readonly paragraphs: readonly (readonly string[])[];
  readonly link: { readonly text: string; readonly url: string };
}

export interface AdminMail {
  /** Without a mail server there is nobody who could be told. */
  readonly isSetUp: boolean;
  /** Resolves to how many people it went to. Throws an Error whose message names nobody. */
  send(letter: AdminLetter): Promise<number>;
}

/** One notice to another program, under an id by which it knows a repeated one. */
export interface Notice {
  readonly id: string;
  readonly type: string;
  readonly at: Instant;
  readonly data: Readonly<Record<string, unknown>>;
}

export type NoticeAnswer =
  | { readonly ok: true; readonly status: number }
  /** `reason` is the status or a word; `afterMs` is set where the other side says when to come again. */
  | { readonly ok: false; readonly reason: string; readonly afterMs: number | null };

/** Where alerts are told. */
export interface Alerting {
  readonly mail: AdminMail;
  /** Null where none is set up. Never rejects. */
  readonly webhook: ((notice: Notice) => Promise<NoticeAnswer>) | null;
  /** Without a trailing slash. */
  readonly publicBaseUrl: string;
}

/** What watching the mail works with. */
export interface AlertDeps {
  readonly db: Drizzle;
  readonly eventStore: EventStore;
  readonly now: () => Instant;
  readonly alerting: Alerting;
}
