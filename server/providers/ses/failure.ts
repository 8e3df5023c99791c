import type { ReportData, ReportKind } from '#server/domain/message/report.ts';
import {
  isAddressStatus,
  isPermanent,
  mostSpecificStatus,
  parseSmtpReply,
} from '#server/domain/message/smtp-reply.ts';
import { line, present } from '#server/providers/text.ts';
import type { EventOf } from './payload.ts';

export type Codes = NonNullable<ReportData['codes']>;

/** What SES did not even try, because one of its lists or its own check of the address said no. */
const notTried = /^(?:Suppressed|On\w+SuppressionList|EmailValidationSuppressed)$/;

/**
 * Hard only when SES calls it permanent and blames the address. `General` says no more than permanent, so there a code
 * that blames something else outweighs it, and in a permanent bounce one recipient can still be only delayed.
 */
export function bounceKind({ bounce }: EventOf<'Bounce'>, codes: Codes): ReportKind {
  const [recipient] = bounce.bouncedRecipients;
  if (notTried.test(bounce.bounceSubType ?? '')) return 'dropped';
  if (bounce.bounceType !== 'Permanent') return 'soft_bounced';
  if (recipient.action?.toLowerCase() === 'delayed' || !isPermanent(codes)) return 'soft_bounced';
  return bounce.bounceSubType === 'NoEmail' || !blamesSomethingElse(codes) ? 'hard_bounced' : 'soft_bounced';
}

/** Null where the report says the contrary: somebody took the message out of the spam folder. */
export function complaintKind({ complaint }: EventOf<'Complaint'>): ReportKind | null {
  if (notTried.test(complaint.complaintSubType ?? '')) return 'dropped';
  return complaint.complaintFeedbackType?.toLowerCase() === 'not-spam' ? null : 'complained';
}

interface CodeTexts {
  /** SES's own word for it. */
  readonly provider?: string | undefined;
  /** RFC 3463, as a delivery status notification has it. */
  readonly status?: string | undefined;
  /** What the other server replied. */
  readonly reply?: string | undefined;
}

export function codesOf({ provider, status, reply = '' }: CodeTexts): Codes {
  const { smtp, enhanced } = parseSmtpReply(reply);
  return present({
    smtp,
    enhanced: mostSpecificStatus(status, enhanced),
    provider: line(provider, 60),
  });
}

/** True for a code such as 5.7.1 that is neither about the address nor as vague as 5.0.0. */
function blamesSomethingElse({ enhanced }: Codes): boolean {
  return enhanced !== undefined && !enhanced.endsWith('.0.0') && !isAddressStatus(enhanced);
}
