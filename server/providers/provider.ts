import type { Instant } from '#server/domain/instant.ts';
import type { Channel, ReportData, ReportKind, ReportPersonal } from '#server/domain/message/report.ts';
import type { ReplyData, ReplyPersonal, ReplyWish } from '#server/domain/reply/events.ts';
import type { Verification } from '#server/domain/stored-event.ts';

/** Variables by name, as the process received them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One webhook as it reached us; `body` holds the very bytes that were signed. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Why a request is refused. The words are labels of a metric, so the list is closed. */
export const rejectionCodes = [
  'empty_body',
  'body_too_large',
  'signature_missing',
  'signature_malformed',
  'signature_mismatch',
  'timestamp_stale',
  'timestamp_in_future',
  'token_expired',
  'token_reused',
  'topic_not_allowed',
  'certificate_unavailable',
  'not_configured',
  'unknown_provider',
  'insecure_transport',
  'address_not_allowed',
  'too_many_requests',
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

/** `message` tells the caller what to mend and never repeats what was sent. */
export interface Rejection {
  readonly ok: false;
  /** Chosen so that the provider does, or does not, try again: see the provider's retry rules. */
  readonly status: 400 | 401 | 403 | 404 | 413 | 429 | 503;
  readonly code: RejectionCode;
  readonly message: string;
}

export interface Acceptance {
  readonly ok: true;
  readonly verification: Verification;
  /**
   * What the scheme signs once only. Where the signature does not cover the events, this binds them to it: the same
   * token with other events is a forgery and is refused.
   */
  readonly oneTimeToken?: string;
}

export type Verdict = Acceptance | Rejection;

/** Where a message went: the thing that personal data is keyed by. */
export interface Address {
  readonly kind: 'email' | 'phone' | 'device' | 'user';
  readonly value: string;
}

interface ItemIdentity {
  /** The provider's id of the event, if it gives one that survives a retry. */
  readonly eventId: string | null;
  /** What makes two items the same event even when the provider changes its id between retries. */
  readonly fingerprint: readonly (string | number)[];
}

/** An item of a webhook that reports on one message to one recipient. */
export interface ReportItem extends ItemIdentity {
  readonly outcome: 'report';
  readonly kind: ReportKind;
  readonly occurredAt: Instant;
  readonly address: Address;
  /** Our message id, when the provider gave it back. */
  readonly messageId: string | null;
  readonly data: Omit<ReportData, 'messageId' | 'provider' | 'echoed'>;
  readonly personal: ReportPersonal;
}

/** What a person wrote back, such as STOP. It belongs to no message of ours. */
export interface ReplyItem extends ItemIdentity {
  readonly outcome: 'reply';
  readonly occurredAt: Instant;
  readonly address: Address;
  readonly data: Omit<ReplyData, 'provider'>;
  readonly personal: ReplyPersonal;
}

/** An item about our account rather than a message. */
export interface AccountItem extends ItemIdentity {
  readonly outcome: 'account';
  readonly occurredAt: Instant;
  readonly change: string;
  readonly raw: ReportPersonal['raw'];
}

/** An item that was signed but cannot be read. It is kept and can be replayed. */
export interface UnreadableItem {
  readonly outcome: 'unreadable';
  /** Groups failures of one kind: field paths and codes such as `event: invalid_value`, never values. */
  readonly failure: string;
  readonly raw: string;
  readonly encoding: 'json' | 'text' | 'base64';
}

export type WebhookItem = ReportItem | ReplyItem | AccountItem | UnreadableItem;

/**
 * What a body was delivered with. A dead letter is tried again with its raw text as the body, its own `receivedAt`, no
 * query and no headers: what an adapter cannot do without must be in `raw` too.
 */
export interface ReadContext {
  /** For formats that tell no time of their own. */
  readonly receivedAt: Instant;
  /** Of the URL, as it was set when the message was sent. */
  readonly query: URLSearchParams;
  /** For an event id that stands in no body; a dead letter that is tried again has none. */
  readonly headers: Headers;
}

/** A provider with its keys loaded. */
export interface Receiver {
  /** Checks the raw bytes before anything is parsed. A wrong signature is a value, never an exception. */
  verify(request: WebhookRequest, now: Instant): Verdict | Promise<Verdict>;
  /** Splits and reads a verified body. Never throws: what cannot be read comes back as `unreadable`. */
  read(body: Buffer, context: ReadContext): readonly WebhookItem[];
  /**
   * Answers a provider that wants more than a 2xx before it delivers, such as a confirmed subscription. Called with
   * every verified body once its items are durable; rejects when the provider must send the request again.
   */
  handshake?(body: Buffer): Promise<void>;
}

/**
 * What a signature covers. `bytes`: the body as it came. `fields`: what the body says, so that a change to it is either
 * refused or changes nothing that is read. `token`: a token beside the events. `secret`: nothing, the sender is known.
 */
export type SignatureCover = 'bytes' | 'fields' | 'token' | 'secret';

/** A provider is one folder beneath `server/providers/` and one line in `registry.ts`. */
export interface Provider {
  readonly id: string;
  /** As people write it. */
  readonly name: string;
  readonly channels: readonly Channel[];
  readonly signs: SignatureCover;
  /** Raised whenever `read` learns something, so that dead letters can be tried again. */
  readonly adapterVersion: number;
  readonly maxBodyBytes: number;
  /** What it wants to read as the answer to what a person wrote back; elsewhere it is given our own summary as JSON. */
  readonly answerToReplies?: { readonly contentType: string; readonly body: string };
  /** Null when its variables are unset; throws ConfigurationError, naming the variable, when they are wrong. */
  configure(environment: Environment): Receiver | null;
  readonly rehearsal: Rehearsal;
}

/** The value of a variable cannot be used. `message` says what it should look like and never shows it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly variable: string;
  constructor(variable: string, problem: string) {
    super(`${variable}: ${problem}`);
    this.variable = variable;
  }
}

/** What a rehearsal should let the provider say. The same report always gets the same event id. */
export interface RehearsedReport {
  readonly kind: ReportKind;
  readonly at: Instant;
  readonly recipient: string;
  readonly providerMessageId: string;
  readonly messageId?: string;
  readonly subjectLine?: string;
  readonly category?: string;
  readonly template?: string;
  readonly reason?: string;
  readonly codes?: ReportData['codes'];
  readonly url?: string;
  readonly ip?: string;
  readonly userAgent?: string;
  readonly machine?: boolean;
}

/** What a rehearsal should let a person write back. The same reply always gets the same id. */
export interface RehearsedReply {
  readonly wish: ReplyWish;
  readonly at: Instant;
  /** Who writes. */
  readonly sender: string;
  /** The provider's id of the reply itself. */
  readonly providerMessageId: string;
  readonly text: string;
}

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Added to the endpoint's URL, `?` included, by providers that call back where each message told them to. */
  readonly query?: string;
}

/** With what, when and for which endpoint the provider signs. */
export interface Signing {
  readonly secret: string;
  readonly signedAt: Instant;
  /** The endpoint as the provider knows it. */
  readonly url: string;
}

/**
 * The provider's side of the wire: makes keys and really signed requests in the documented format.
 * It feeds the first-start scenario, the demo, the tests and the benches, so all of them run on real input.
 */
export interface Rehearsal {
  /** The kinds of report this provider's webhooks can carry. */
  readonly kinds: readonly ReportKind[];
  /** What its format has no place for; `machine`: nothing by which machines could be told from people who open. */
  readonly lacks?: readonly ('at' | 'category' | 'machine')[];
  /**
   * Fresh keys: what our environment must hold, and what the sender keeps. Where a real provider would serve
   * certificates or key sets, a variable that is honoured in local mode alone holds them.
   */
  credentials(): { readonly environment: Readonly<Record<string, string>>; readonly secret: string };
  /** One request where the provider batches, else one per report. */
  requests(reports: readonly RehearsedReport[], signing: Signing): readonly SignedRequest[];
  /** One request a reply; where the provider hands on what people write back. */
  replies?(replies: readonly RehearsedReply[], signing: Signing): readonly SignedRequest[];
  /** Any bytes, carried and signed the way the provider would, for what a well-meaning provider never sends. */
  sign(body: Buffer, signing: Signing): SignedRequest;
  /** How a body holds its events, where it is not JSON with one event or a list of them. */
  readonly wire?: Wire;
}

export interface Wire {
  eventsIn(body: Buffer): readonly Readonly<Record<string, unknown>>[];
  bodyOf(event: Readonly<Record<string, unknown>>): Buffer;
}
