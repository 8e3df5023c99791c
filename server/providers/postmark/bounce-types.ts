import type { ReportKind } from '#server/domain/message/report.ts';

/** What a type of bounce means to us; null where it says nothing about whether the message arrived. */
type Meaning = ReportKind | 'hard_unless_code_says_otherwise' | 'dropped_if_inactive_else_failed' | null;

/** Every type of Postmark's list with its code. Source: postmarkapp.com/developer/api/bounce-api#bounce-types. */
const meanings = {
  /** 1 */
  HardBounce: 'hard_unless_code_says_otherwise',
  /** 2: still being tried. */
  Transient: 'deferred',
  /** 16 and 32: somebody wrote back to be taken off, or on. */
  Unsubscribe: 'unsubscribed',
  Subscribe: 'resubscribed',
  /** 64, 128 and 16384: answers of a machine to a message that arrived. */
  AutoResponder: null,
  AddressChange: null,
  ChallengeVerification: null,
  /** 256 and 1024 */
  DnsError: 'deferred',
  OpenRelayTest: 'deferred',
  /** 512: a filter's notice, and no person's complaint. */
  SpamNotification: 'soft_bounced',
  /** 2048 */
  Unknown: 'soft_bounced',
  /** 4096 */
  SoftBounce: 'soft_bounced',
  /** 8192 */
  VirusNotification: 'soft_bounced',
  /** 100000 */
  BadEmailAddress: 'hard_bounced',
  /** 100001 */
  SpamComplaint: 'complained',
  /** 100002 and 100003: Postmark does not try. */
  ManuallyDeactivated: 'dropped',
  Unconfirmed: 'dropped',
  /** 100006 */
  Blocked: 'soft_bounced',
  /** 100007: of what came by SMTP, and most often because the recipient is suppressed. */
  SMTPApiError: 'dropped_if_inactive_else_failed',
  /** 100008: about mail that came in. */
  InboundError: null,
  /** 100009 */
  DMARCPolicy: 'soft_bounced',
  /** 100010 */
  TemplateRenderingFailed: 'failed',
} as const satisfies Record<string, Meaning>;

export type BounceType = keyof typeof meanings;

// Safe: the object is a constant, so its keys are exactly those of its type.
export const bounceTypes = Object.keys(meanings) as [BounceType, ...BounceType[]];

export function meaningOf(type: BounceType): Meaning {
  return meanings[type];
}
