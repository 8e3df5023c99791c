import type { Instant } from '#server/domain/instant.ts';
import type { Channel, ReportData } from '#server/domain/message/report.ts';
import type { Environment } from './provider.ts';

/** A mailbox as it stands in a header. */
export interface Mailbox {
  readonly address: string;
  readonly name?: string;
}

/** What a message says, by the channel it goes over; rendered already. */
export interface ContentOf {
  readonly email: {
    readonly from: Mailbox;
    readonly replyTo?: Mailbox;
    readonly subject: string;
    readonly html: string;
    readonly text: string;
    /** Further headers, such as List-Unsubscribe; names and values are free of line breaks. */
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly sms: { readonly text: string };
  readonly push: { readonly title: string; readonly body: string; readonly url?: string };
  readonly in_app: { readonly title: string; readonly body: string; readonly url?: string };
}

/** One message to one recipient over one channel. */
export interface OutboundMessage<C extends Channel = Channel> {
  /** Ours; it must travel with the message, so that webhooks bring it back as `earshot_message_id`. */
  readonly messageId: string;
  readonly category: string;
  readonly template: string;
  readonly stream: 'transactional' | 'marketing';
  /** An email address, an E.164 number, a device token, or a person's id, as the channel wants it. */
  readonly to: string;
  /** When the address was last heard of, where that is known: a push service tells since when it is gone. */
  readonly toKnownAt?: Instant;
  readonly content: ContentOf[C];
  /** The endpoint of this provider's webhooks, for those that are told where to call back with each message. */
  readonly callbackUrl: string;
}

/** What a provider answered at once when it did not take a message, as the fact that it is. */
export interface Refusal {
  readonly outcome: 'refused';
  /** `hard_bounced` only when it is permanent and about the address; `failed` when we or our settings are at fault. */
  readonly kind: 'hard_bounced' | 'soft_bounced' | 'dropped' | 'failed';
  /** The provider's own word or code for it. */
  readonly providerEvent: string;
  readonly codes?: ReportData['codes'];
  /** For people; may name the recipient, so it is sealed. */
  readonly reason?: string;
  /** The refusal says that the person has opted out, of what this names: `global`, `sender` or `group:<id>`. */
  readonly optedOut?: string;
}

export type SendAnswer =
  | {
      readonly outcome: 'accepted';
      /** What the provider will call it in its webhooks; null where it gives no id. */
      readonly providerMessageId: string | null;
      /** `delivered` where taking it is delivering it, as into our own inbox. */
      readonly kind: 'accepted' | 'sent' | 'delivered';
    }
  | Refusal
  /** The provider has certainly not taken it and may do so later. */
  | { readonly outcome: 'not_now'; readonly afterMs: number | null; readonly reason: string }
  /** It was asked, and nobody can say whether it took the message: the answer was lost on the way. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** A sender with its credentials loaded. */
export interface Transport<C extends Channel = Channel> {
  /** Asks the provider once. What it says, or that it says nothing, is an answer and never an exception. */
  send(message: OutboundMessage<C>): Promise<SendAnswer>;
  /** True when asking again with the same message id cannot send twice, so that an unknown outcome may be tried again. */
  readonly isIdempotent: boolean;
}

/** The outbound half of a provider: one file in its folder and one line in `sender-registry.ts`. */
export interface Sender<C extends Channel = Channel> {
  readonly id: string;
  /** As people write it. */
  readonly name: string;
  readonly channel: C;
  /** Null when its variables are unset; throws ConfigurationError, naming the variable, when they are wrong. */
  configure(environment: Environment): Transport<C> | null;
  readonly rehearsal: SenderRehearsal;
}

/** What the contract suite configures a sender with. */
export interface SenderRehearsal {
  /** How its provider is spoken to. */
  readonly speaks: 'http' | 'http2' | 'smtp' | 'nothing';
  /** True where even a bare 500 or 503 is not its word that it did not take the message. */
  readonly isUnknownAfterFault?: true;
  /** What it answers, as JSON, to whoever signs in before sending. */
  readonly login?: Readonly<Record<string, string | number>>;
  /**
   * All that must be set, in local mode, to send to a provider at this origin, such as `http://127.0.0.1:4010`; where it
   * wants senders to sign in before, they do so at the second origin.
   */
  environment(origin: string, loginOrigin?: string): Readonly<Record<string, string>>;
  /** Those of the variables whose values nobody may ever see. */
  readonly secrets: readonly string[];
}
