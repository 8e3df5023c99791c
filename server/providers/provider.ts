import type { Instant } from '#server/domain/instant.ts';
import type { Channel, ReportData, ReportKind, ReportPersonal } from '#server/domain/message/report.ts';
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
  'not_configured',
  'unknown_provider',
  'insecure_transport',
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

/** `message` tells the caller what to mend and never repeats what was sent. */
export interface Rejection {
  readonly ok: false;
  /** Chosen so that the provider does, or does not, try again: see the provider's retry rules. */
  readonly status: 400 | 401 | 403 | 404 | 413 | 503;
  readonly code: RejectionCode;
  readonly message: string;
}

export type Verdict = { readonly ok: true; readonly verification: Verification } | Rejection;

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

export type WebhookItem = ReportItem | AccountItem | UnreadableItem;

/** A provider with its keys loaded. */
export interface Receiver {
  /** Checks the raw bytes before anything is parsed. A wrong signature is a value, never an exception. */
  verify(request: WebhookRequest, now: Instant): Verdict | Promise<Verdict>;
  /** Splits and reads a verified body. Never throws: what cannot be read comes back as `unreadable`. */
  read(body: Buffer): readonly WebhookItem[];
}

/** A provider is one folder beneath `server/providers/` and one line in `registry.ts`. */
export interface Provider {
  readonly id: string;
  /** As people write it. */
  readonly name: string;
  readonly channels: readonly Channel[];
  /** Raised whenever `read` learns something, so that dead letters can be tried again. */
  readonly adapterVersion: number;
  readonly maxBodyBytes: number;
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

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * The provider's side of the wire: makes keys and really signed requests in the documented format.
 * It feeds the first-start scenario, the demo, the tests and the benches, so all of them run on real input.
 */
export interface Rehearsal {
  /** The kinds of report this provider's webhooks can carry. */
  readonly kinds: readonly ReportKind[];
  /** Fresh keys: what our environment must hold, and what the sender keeps. */
  credentials(): { readonly environment: Readonly<Record<string, string>>; readonly secret: string };
  /** One request where the provider batches, else one per report. */
  requests(reports: readonly RehearsedReport[], secret: string, signedAt: Instant): readonly SignedRequest[];
  /** Signs any bytes the way the provider would, for what a well-meaning provider never sends. */
  sign(body: Buffer, secret: string, signedAt: Instant): SignedRequest;
}
