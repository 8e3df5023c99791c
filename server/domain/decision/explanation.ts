import type { PreferenceGround } from '#server/domain/preference/resolve.ts';
import { type SuppressionReason, suppressionReasons } from '#server/domain/suppression/reason.ts';
import type { SendCheck, SendDecision, SendRule } from './send-decision.ts';

/** Why a suppression holds a message back, as told to the person it was for. */
export const suppressionExplanations = {
  hard_bounce:
    'Your address does not accept mail: it came back as unknown. Correct it to hear from us again.',
  soft_bounce_limit: 'Your mailbox turned down several messages in a row, so we stopped for a while.',
  complaint: 'You marked one of our messages as spam, so we send you nothing but security messages.',
  unsubscribe: 'You unsubscribed from these messages.',
  stop: 'You replied STOP. Text START to the same number to hear from us again.',
  invalid_number: 'Your number cannot receive messages. Correct it to hear from us again.',
  inactive: 'Your device no longer accepts our messages. Open the app on it to connect it again.',
  manual: 'We were asked not to send you these messages.',
  provider_list: 'The service that delivers for us does not send to your address any more.',
} as const satisfies Record<SuppressionReason, string>;

const preferenceExplanations = {
  always_on: 'These messages are always on.',
  not_offered: 'We do not send these messages this way.',
  default: 'You have not switched these messages on.',
  own_wish: 'You switched these messages off here.',
  category_wish: 'You switched these messages off.',
  channel_wish: 'You switched this way of reaching you off.',
} as const satisfies Record<PreferenceGround, string>;

/** Why a failed rule holds a message back, as told to the person it was for. */
const explanations = {
  no_address: () => 'We do not know where to reach you this way.',
  channel_disabled: () => preferenceExplanations.channel_wish,
  category_off: ({ input }) => preferenceExplanations[groundOf(input)],
  paused: () => 'You paused everything but security messages.',
  suppressed: ({ input }) => suppressionExplanations[reasonOf(input)],
  opted_out: ({ input }) => suppressionExplanations[reasonOf(input)],
  marketing_paused: () => 'We were not sending news and offers to anybody at that time.',
  quiet_hours: () => 'It was during your quiet hours.',
  duplicate: () => 'We had sent you this one already.',
  budget: () => 'We had used up what we may spend on this way of reaching you.',
} as const satisfies Record<SendRule, (check: SendCheck) => string>;

/** The decision in one plain sentence for the person, or null when the message was sent. */
export function explainToPerson({ rule, checks }: SendDecision): string | null {
  const check = checks.find((one) => one.rule === rule);
  return check === undefined ? null : explanations[check.rule](check);
}

/** A reason that a later build recorded reads as somebody's decision, which it is. */
function reasonOf({ reason }: SendCheck['input']): SuppressionReason {
  return suppressionReasons.find((known) => known === reason) ?? 'manual';
}

function groundOf({ ground }: SendCheck['input']): PreferenceGround {
  const grounds = Object.keys(preferenceExplanations) as PreferenceGround[];
  return grounds.find((known) => known === ground) ?? 'category_wish';
}
