import type { SendCheck, SendRule } from '#server/domain/decision/send-decision.ts';
import type { StepCause, StepRefusal } from '#server/domain/escalation/events.ts';
import type { EventId } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { PreferenceGround } from '#server/domain/preference/resolve.ts';
import { type SuppressionReason, suppressionReasons } from '#server/domain/suppression/reason.ts';

/** Why a person was not told on a channel. They read it in their own language; rules and amounts stay with us. */
export type ReasonCode =
  | 'no_address'
  | 'channel_off'
  | 'category_off'
  | 'not_offered'
  | 'not_opted_in'
  | 'paused'
  | 'news_paused'
  | 'quiet_hours'
  | 'repeated'
  | 'limit'
  | 'not_allowed'
  | 'opted_out'
  | SuppressionReason;

export interface Reason {
  readonly code: ReasonCode;
  /** When what it follows from happened, where that is known. */
  readonly since: Instant | null;
  /** When it ends by itself, where that is known. */
  readonly until: Instant | null;
}

/** The reason in a failed check, with the event to look at for its moment where the check does not say it. */
export function reasonIn(
  rule: SendRule,
  check: SendCheck | undefined,
): { readonly reason: Reason; readonly because: EventId | null } {
  const since = check?.input.since;
  const reason = {
    code: codeOf(rule, check),
    since: typeof since === 'string' ? since : null,
    until: check?.until ?? null,
  };
  return { reason, because: reason.since === null ? (check?.because[0] ?? null) : null };
}

export function reasonOfRefusal(refusal: StepRefusal): ReasonCode {
  switch (refusal) {
    case 'over_cost_cap':
    case 'price_unknown':
      return 'limit';
    case 'marketing_never_sms':
      return 'not_allowed';
    // A step says no more of it than that.
    case 'opted_out':
      return 'opted_out';
    default:
      return codeOf(refusal, undefined);
  }
}

function codeOf(rule: SendRule, check: SendCheck | undefined): ReasonCode {
  const input = check?.input ?? {};
  switch (rule) {
    case 'no_address':
      return 'no_address';
    case 'channel_disabled':
      return 'channel_off';
    case 'category_off':
      return codeOfGround[ground(input.ground)];
    case 'paused':
      return 'paused';
    case 'suppressed':
    case 'opted_out':
      return isSuppressionReason(input.reason) ? input.reason : 'manual';
    case 'marketing_paused':
      return 'news_paused';
    case 'quiet_hours':
      return 'quiet_hours';
    case 'duplicate':
      return 'repeated';
    case 'budget':
      return 'limit';
  }
}

const codeOfGround = {
  always_on: 'category_off',
  own_wish: 'category_off',
  category_wish: 'category_off',
  channel_wish: 'channel_off',
  not_offered: 'not_offered',
  default: 'not_opted_in',
} as const satisfies Record<PreferenceGround, ReasonCode>;

function ground(value: unknown): PreferenceGround {
  // Safe: the table has exactly these keys.
  return typeof value === 'string' && Object.hasOwn(codeOfGround, value)
    ? (value as PreferenceGround)
    : 'category_wish';
}

function isSuppressionReason(value: unknown): value is SuppressionReason {
  return suppressionReasons.some((reason) => reason === value);
}

/** Why a person was told again on another channel. */
export type TriggerCode = 'returned' | 'failed' | 'not_delivered' | 'not_opened';

export const triggerOfCause = {
  hard_bounced: 'returned',
  soft_bounced: 'returned',
  dropped: 'failed',
  failed: 'failed',
  not_reachable: 'failed',
  previous_step_not_sent: 'failed',
  not_delivered_in_time: 'not_delivered',
  not_opened_in_time: 'not_opened',
} as const satisfies Record<StepCause, TriggerCode>;
