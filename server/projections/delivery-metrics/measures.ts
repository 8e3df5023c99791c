import type { Instant } from '#server/domain/instant.ts';
import type { MessageKind } from '#server/domain/message/kind.ts';
import { smallerKnown } from '#server/domain/message/ordering.ts';
import type { MachineVerdict } from '#server/domain/message/report.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import { judgeVisit } from '#server/domain/message/visit-verdict.ts';

/**
 * What messages are counted by, each at most once per measure, whatever else happened to it: one that bounced softly
 * and was delivered later counts as both. `submitted` is a message of which a provider said anything at all.
 */
export const measures = [
  'requested',
  'skipped',
  'submitted',
  'accepted',
  'sent',
  'deferred',
  'delivered',
  'softBounced',
  'hardBounced',
  'dropped',
  'failed',
  'complained',
  'unsubscribed',
  'resubscribed',
  'openedHuman',
  'openedMachine',
  'openedUnknown',
  'clickedHuman',
  'clickedMachine',
  'read',
  'converted',
] as const;
export type Measure = (typeof measures)[number];

/** When a measure became true of a message. */
export interface Moment {
  readonly measure: Measure;
  readonly at: Instant;
}

/** Each measure that is true of a message, once, with the earliest event that makes it so. */
export function momentsOf(message: MessageState): readonly Moment[] {
  const moments: Moment[] = [];
  let submittedAt: Instant | null = null;
  const { times } = message;
  // Without lists of entries, which take as long as the rest: this is done twice for each event.
  for (const key in times) {
    // Safe: the keys of times are kinds of fact.
    const kind = key as MessageKind;
    const at = times[kind];
    const measure = measureOfKind[kind];
    if (at === undefined) continue;
    if (measure !== null) moments.push({ measure, at });
    if (!Object.hasOwn(ownFacts, kind)) submittedAt = smallerKnown(submittedAt, at);
  }
  if (submittedAt !== null) moments.push({ measure: 'submitted', at: submittedAt });
  if (message.reads > 0 && times.read !== undefined) moments.push({ measure: 'read', at: times.read });
  addVisits(moments, message);
  return moments;
}

/** Judged anew each time, since a delivery that is heard of later turns verdicts. */
function addVisits(moments: Moment[], message: MessageState): void {
  // The earliest comes first.
  for (const visit of message.visits) {
    if (visit.kind === 'read') continue;
    const measure = measuredVisits[visit.kind][judgeVisit(visit, message).verdict];
    if (moments.every((moment) => moment.measure !== measure)) moments.push({ measure, at: visit.at });
  }
}

/** What is known without a provider. */
const ownFacts = {
  requested: true,
  skipped: true,
  outcome_unknown: true,
  converted: true,
} as const satisfies Partial<Record<MessageKind, true>>;

/** Null where the kind alone does not say who it was, and for what is no outcome. */
const measureOfKind = {
  requested: 'requested',
  skipped: 'skipped',
  outcome_unknown: null,
  accepted: 'accepted',
  sent: 'sent',
  deferred: 'deferred',
  delivered: 'delivered',
  soft_bounced: 'softBounced',
  hard_bounced: 'hardBounced',
  dropped: 'dropped',
  failed: 'failed',
  complained: 'complained',
  unsubscribed: 'unsubscribed',
  resubscribed: 'resubscribed',
  converted: 'converted',
  opened: null,
  clicked: null,
  read: null,
} as const satisfies Record<MessageKind, Measure | null>;

/** A click that nobody can tell is a person's, since scanners betray themselves by haste; see `judgeVisit`. */
const measuredVisits = {
  opened: { human: 'openedHuman', likely_machine: 'openedMachine', unknown: 'openedUnknown' },
  clicked: { human: 'clickedHuman', likely_machine: 'clickedMachine', unknown: 'clickedHuman' },
} as const satisfies Record<'opened' | 'clicked', Record<MachineVerdict, Measure>>;
