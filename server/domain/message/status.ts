import type { MessageKind } from './kind.ts';
import type { MachineVerdict } from './report.ts';

/**
 * What is known of a message, by rank: the highest one reported is the status, in whatever order the reports came.
 * That nobody knows whether a provider took it is outranked by whatever anybody does know. Delivered outranks a soft bounce, because a "transient" report after delivery is often an out-of-office reply.
 */
export const statusRanks = {
  requested: 0,
  outcome_unknown: 1,
  accepted: 2,
  sent: 3,
  deferred: 4,
  soft_bounced: 5,
  dropped: 5,
  failed: 5,
  skipped: 5,
  delivered: 6,
  hard_bounced: 7,
  complained: 8,
} as const;
export type MessageStatus = keyof typeof statusRanks;

/** What a report says about delivery, and whether it says so itself or only lets it be inferred. */
export interface StatusEvidence {
  readonly status: MessageStatus;
  readonly reported: boolean;
}

const reported = (status: MessageStatus) => (): StatusEvidence => ({ status, reported: true });

/**
 * Engagement is an axis of its own, yet nobody opens what did not arrive: a person's visit is evidence of delivery.
 * A machine's is not, since gateways look before they refuse, and neither is a wish; those show that it was sent.
 */
const visit = (machine: MachineVerdict | undefined): StatusEvidence => ({
  status: machine === 'human' ? 'delivered' : 'sent',
  reported: false,
});
const wish = (): StatusEvidence => ({ status: 'sent', reported: false });
/** A reader's program says so itself, so it is a person's unless the report says otherwise. */
const receipt = (machine: MachineVerdict | undefined): StatusEvidence => visit(machine ?? 'human');
const conversion = (): StatusEvidence => visit('human');

const evidence = {
  requested: reported('requested'),
  skipped: reported('skipped'),
  outcome_unknown: reported('outcome_unknown'),
  accepted: reported('accepted'),
  sent: reported('sent'),
  deferred: reported('deferred'),
  soft_bounced: reported('soft_bounced'),
  dropped: reported('dropped'),
  failed: reported('failed'),
  delivered: reported('delivered'),
  hard_bounced: reported('hard_bounced'),
  complained: reported('complained'),
  opened: visit,
  clicked: visit,
  read: receipt,
  converted: conversion,
  unsubscribed: wish,
  resubscribed: wish,
} as const satisfies Record<MessageKind, (machine: MachineVerdict | undefined) => StatusEvidence>;

export function evidenceOf(kind: MessageKind, machine: MachineVerdict | undefined): StatusEvidence {
  return evidence[kind](machine);
}
