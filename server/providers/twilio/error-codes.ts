import type { ReportKind } from '#server/domain/message/report.ts';

/** What an error says of a message that did not arrive. `opted_out`: not attempted, because the person said STOP. */
export type ErrorMeaning =
  | Extract<ReportKind, 'hard_bounced' | 'soft_bounced' | 'dropped' | 'failed'>
  | 'opted_out';

/**
 * Permanent, and about the telephone number. A number that is unknown to WhatsApp is not among them: it may well take
 * an SMS, and a hard bounce would forbid that.
 */
const aboutTheNumber = [
  21211, // Invalid 'To' phone number
  21217, // Phone number does not appear to be valid
  21614, // 'To' number is not a valid mobile number
  21635, // 'To' number cannot be a landline
  30005, // Unknown destination handset
  30006, // Landline or unreachable carrier
];

const optOuts = [
  21610, // The recipient replied STOP to this sender
];

/** Twilio, the carrier or the channel chose not to deliver; nothing about the number, and no wish about SMS. */
const notAttempted = [
  30007, // Message filtered as spam or against a policy: the content or the sender, and no opt-out
  30038, // One-time passcode in the body filtered
  30450, // Blocked by SMS pumping protection
  63003, // The channel could not find the recipient
  63013, // Channel policy violation
  63014, // The recipient blocked this sender on the channel, and will answer STOP to an SMS that is unwanted
  63015, // The recipient has not joined the sandbox
  63024, // Invalid recipient on the channel
  63032, // The recipient is part of an experiment of WhatsApp's
  63033, // The recipient is blocked on the channel
  63036, // Not reachable by RCS
  63049, // Meta chose not to deliver
];

/** The account, the sender, its registration, the request or the content: ours to mend. */
const ours = [
  21408, // No permission for the region
  21601, // Number cannot send SMS
  21602, // Message body missing
  21603, // 'From' missing
  21604, // 'To' missing
  21606, // 'From' is not a valid sender of this account
  21608, // Unverified number, trial account
  21611, // The sender's queue is full
  21612, // No route between these two numbers
  21617, // Body too long
  21620, // Invalid media URL
  21623, // Too many media
  21654, // Unknown content template
  21655, // Invalid content id
  21656, // Invalid content variables
  21659, // 'From' is not a Twilio number
  21660, // Sender and account do not match
  21703, // The Messaging Service has no senders
  21704, // No sender of the Messaging Service fits
  21705, // Unknown Messaging Service
  30001, // Queue overflow
  30002, // Account suspended
  30010, // Dearer than the maximum price that was set
  30011, // MMS not supported there
  30012, // Validity period too short
  30013, // Validity period too long
  30018, // The carrier wants the sender registered
  30019, // Content larger than the carrier takes
  30022, // 10DLC rate limit
  30023, // 10DLC daily cap
  30024, // Numeric sender not provisioned at the carrier
  30027, // 10DLC daily limit of one carrier
  30032, // Toll-free number not verified
  30033, // 10DLC campaign suspended
  30034, // Number not registered for 10DLC
  30035, // Number's registration is under way
  30037, // Outbound messaging disabled
  30039, // Message loop
  30044, // Too long for a trial account
  63001, // Channel authentication
  63002, // Channel could not find the sender
  63005, // Channel did not take the content
  63006, // Content could not be formatted for the channel
  63007, // Account has no such sender on the channel
  63008, // Channel misconfigured
  63016, // Free text outside the window of the conversation
  63017, // Rate limit of the channel
  63018, // Rate limit of the channel
  63019, // Media could not be downloaded
  63020, // Invitation of the channel not accepted
  63021, // Invalid content
  63022, // Invalid name certificate
  63025, // Media exists already
  63027, // Template does not exist
  63028, // Number of template parameters
  63030, // Unsupported parameter
  63031, // Sender and recipient are the same
  63034, // Media too large
  63035, // Operation not permitted on the channel
  63038, // Daily limit of the account
  63040, // Template rejected
  63041, // Template paused
  63042, // Template disabled
  63051, // WhatsApp account locked
];

/** This message is over, and the next may arrive: the default, listed where the code is well known. */
const thisMessageAlone = [
  30003, // Unreachable handset: off or without signal
  30004, // Blocked by carrier or handset, for whatever reason
  30008, // Unknown error
  30009, // Missing segment
  30017, // Carrier congestion
  30036, // Validity period over
  30410, // Provider timed out
  63009, // The channel returned an error
  63010, // Internal error of the channel
  63011, // Request failed at the channel
  63012, // Internal error of the channel
  63023, // Generic error of the channel
  63029, // The recipient's device could not fetch the template
];

/** Every code we know under what it means. Source: twilio.com/docs/api/errors. */
export const errorCodes = {
  hard_bounced: aboutTheNumber,
  opted_out: optOuts,
  dropped: notAttempted,
  failed: ours,
  soft_bounced: thisMessageAlone,
} as const satisfies Record<ErrorMeaning, readonly number[]>;

const meanings: ReadonlyMap<string, ErrorMeaning> = new Map(
  // Safe: the object is a constant, so its keys are exactly those of its type.
  (Object.keys(errorCodes) as ErrorMeaning[]).flatMap((meaning) =>
    errorCodes[meaning].map((code) => [String(code), meaning] as const),
  ),
);

/** Twilio adds codes and changes them, so one nobody knows, or none at all, blames nobody for good. */
export function meaningOf(code: string): ErrorMeaning {
  return knownMeaningOf(code) ?? 'soft_bounced';
}

/** The same for the API, whose errors are about the request unless they are known to be about something else. */
export function knownMeaningOf(code: string): ErrorMeaning | undefined {
  return meanings.get(code);
}
