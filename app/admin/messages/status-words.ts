import type { SendRule } from '#server/domain/decision/send-decision.ts';
import type { Engagement } from '#server/domain/message/state.ts';
import { type MessageStatus, statusRanks } from '#server/domain/message/status.ts';
import { type Codes, reasonOfCodes } from './code-words.ts';
import { skipWords } from './skip-words.ts';

interface StatusWords {
  /** A short word for the filter. */
  readonly name: string;
  /** Says what became of the message. */
  readonly label: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'accent' | 'calm';
}

/** In the order in which a message may pass through them. */
export const statusWords = {
  requested: { name: 'Requested', label: 'Requested, not yet sent', tone: 'calm' },
  outcome_unknown: { name: 'Unclear', label: 'Unclear whether it was sent', tone: 'warn' },
  accepted: { name: 'Accepted', label: 'Accepted, on its way', tone: 'accent' },
  sent: { name: 'Sent', label: 'Sent, no answer yet', tone: 'accent' },
  deferred: { name: 'Delayed', label: 'Delayed, still trying', tone: 'warn' },
  delivered: { name: 'Delivered', label: 'Delivered', tone: 'good' },
  soft_bounced: { name: 'Soft bounce', label: 'Bounced: not taken this time', tone: 'warn' },
  hard_bounced: { name: 'Hard bounce', label: 'Bounced: address unusable', tone: 'bad' },
  complained: { name: 'Spam complaint', label: 'Reported as spam', tone: 'bad' },
  dropped: { name: 'Dropped', label: 'Dropped: never attempted', tone: 'calm' },
  skipped: { name: 'Skipped', label: 'Not sent, on purpose', tone: 'calm' },
  failed: { name: 'Failed', label: 'Failed: could not be sent', tone: 'bad' },
} as const satisfies Record<MessageStatus, StatusWords>;

// Safe: the table above names every status and nothing else.
export const messageStatuses = Object.keys(statusWords) as readonly MessageStatus[];

/** What became of a message and what that hangs on. */
export interface Outcome {
  readonly status: MessageStatus;
  readonly codes: Codes | null;
  readonly skipReason: SendRule | null;
}

/** What became of a message, with the reason where its codes or our decision give one. */
export function statusLabel({ status, codes, skipReason }: Outcome): string {
  const { label } = statusWords[status];
  if (status === 'skipped' && skipReason !== null) return `Not sent: ${skipWords[skipReason].short}`;
  const isBounce = status === 'soft_bounced' || status === 'hard_bounced';
  const reason = isBounce ? reasonOfCodes(codes) : null;
  return reason === null ? label : `Bounced: ${reason.short}`;
}

interface Opens {
  readonly status: MessageStatus;
  readonly engagement: Engagement;
  readonly machineOpens: number;
  /** Opens of which nobody can tell whose they were. */
  readonly unknownOpens: number;
}

const engagementWords = {
  opened: 'Opened',
  read: 'Read',
  clicked: 'Clicked',
  converted: 'Converted',
} as const satisfies Record<Exclude<Engagement, 'none'>, string>;

/** What people did with a message; opens by machines are told apart and never counted as people's. */
export function engagementLabel({ status, engagement, machineOpens, unknownOpens }: Opens): string {
  if (engagement !== 'none') return engagementWords[engagement];
  if (unknownOpens > 0) return 'Perhaps opened';
  if (machineOpens > 0) return 'Machine only';
  return isOver(status) ? 'Not received' : 'Not opened';
}

/** Whether a message ended without reaching anybody, so that nobody can have opened it. */
function isOver(status: MessageStatus): boolean {
  return statusRanks[status] === statusRanks.soft_bounced || status === 'hard_bounced';
}
