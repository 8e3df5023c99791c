import type { Instant } from '#server/domain/instant.ts';
import type { Channel, ReportData, ReportKind } from './report.ts';
import type { MessageStatus } from './status.ts';

export const engagements = ['none', 'opened', 'clicked'] as const;
export type Engagement = (typeof engagements)[number];

/**
 * What all reports about one message say together. It is an element of a join-semilattice: each field is a maximum,
 * a minimum, a set or a count over the distinct events, so the order they arrive in cannot be seen in it.
 */
export interface MessageState {
  readonly messageId: string;
  /** Whom the personal fields are about. A message has one person; should events disagree, the smallest id. */
  readonly subjectId: string | null;
  readonly channel: Channel;
  readonly provider: string;
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
  /** Counts people only. */
  readonly engagement: Engagement;
  readonly humanOpens: number;
  /** Opens that are likely a machine's; those nobody can tell are only in `counts`. */
  readonly machineOpens: number;
  /** Of people. */
  readonly clicks: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Earliest time of each kind of report. */
  readonly times: Readonly<Partial<Record<ReportKind, Instant>>>;
  /** Number of distinct events of each kind of report. */
  readonly counts: Readonly<Partial<Record<ReportKind, number>>>;
  /** Positions of the events in this state, ascending and without repetition. */
  readonly positions: readonly number[];
  readonly erased: boolean;
}
