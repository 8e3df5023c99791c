import type { SendRule } from '#server/domain/decision/send-decision.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import type { Money } from '#server/domain/money.ts';

/** What the decision to send says of one channel now; `wait` is for quiet hours that a step outlives. */
export type ChannelFacts =
  | { readonly verdict: 'send'; readonly price: Money | null }
  | { readonly verdict: 'wait'; readonly until: Instant }
  | { readonly verdict: 'skip'; readonly reason: SendRule };

/** The truth, read again for every look and never kept from one to the next. */
export interface EscalationFacts {
  /** Every message of the notification on every channel, each joined under its canonical id. */
  readonly messages: readonly MessageState[];
  /**
   * Ids of the messages that tell the notification itself, one a channel, in the order in which they are tried: each only
   * where those before it were skipped. Only the policy's where nothing is said.
   */
  readonly firstMessages?: readonly string[];
  /** Of the notification's category, as it is configured now. */
  readonly stream: 'transactional' | 'marketing';
  readonly channels: Readonly<Record<Channel, ChannelFacts>>;
}
