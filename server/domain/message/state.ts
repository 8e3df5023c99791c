import type { SendRule } from '#server/domain/decision/send-decision.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { MessageKind } from './kind.ts';
import type { Channel, ReportData } from './report.ts';
import type { MessageStatus } from './status.ts';
import type { Visit } from './visits.ts';

/** What people did with a message, the strongest last. */
export const engagements = ['none', 'opened', 'read', 'clicked', 'converted'] as const;
export type Engagement = (typeof engagements)[number];

/**
 * What all reports about one message say together. It is an element of a join-semilattice: each field is a maximum,
 * a minimum, a set or a count over the distinct events, so the order they arrive in cannot be seen in it.
 */
export interface MessageState {
  readonly messageId: string;
  /** Whom the personal fields are about. A message has one person; should events disagree, the smallest id. */
  readonly subjectId: string | null;
  /** What the message belongs to; null when it was not sent through us. */
  readonly notificationId: string | null;
  readonly channel: Channel;
  /** Null as long as nobody outside has spoken of it. */
  readonly provider: string | null;
  readonly providerMessageId: string | null;
  readonly recipient: string | null;
  readonly subjectLine: string | null;
  readonly category: string | null;
  readonly template: string | null;
  readonly status: MessageStatus;
  /** When the report that gave the status happened: the earliest of its kind, for a deferral the latest. */
  readonly statusAt: Instant;
  readonly statusReason: string | null;
  readonly statusCodes: NonNullable<ReportData['codes']> | null;
  /** Why we chose not to send it, whatever the status became since. */
  readonly skipReason: SendRule | null;
  /** Counts people only. */
  readonly engagement: Engagement;
  readonly humanOpens: number;
  /** Opens that are likely a machine's; those nobody can tell are only in `counts`. */
  readonly machineOpens: number;
  /** Of people. */
  readonly clicks: number;
  /** Read receipts of people. */
  readonly reads: number;
  /** Millionths by currency: what the conversions were worth together. */
  readonly convertedValue: Readonly<Record<string, number>>;
  /** Opens, clicks and receipts to judge by their times; see `visits.ts` for which are kept. */
  readonly visits: readonly Visit[];
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Earliest time of each kind of fact. */
  readonly times: Readonly<Partial<Record<MessageKind, Instant>>>;
  /** Number of distinct events of each kind of fact. */
  readonly counts: Readonly<Partial<Record<MessageKind, number>>>;
  /** Positions of the events in this state, ascending and without repetition. */
  readonly positions: readonly number[];
  readonly erased: boolean;
}
