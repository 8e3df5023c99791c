import type { ReportData, ReportKind } from '#server/domain/message/report.ts';
import { isAddressStatus, isPermanent, parseSmtpReply } from '#server/domain/message/smtp-reply.ts';
import { present } from '#server/providers/text.ts';
import type { EmailEvent } from './payload.ts';

export type Codes = NonNullable<ReportData['codes']>;

/** What was not even tried, because one of the lists said no. */
const notTried = /^(?:Suppressed|On\w+SuppressionList|UnsubscribedRecipient)$/;

/**
 * Hard only when Resend calls it permanent and no code blames anything but the address; `NoEmail` says so by itself.
 * Where nobody can tell whose bounce it is, it is nobody's hard bounce.
 */
export function bounceKind({ data }: EmailEvent, codes: Codes, isAmbiguous: boolean): ReportKind {
  const { type, subType = '' } = data.bounce ?? {};
  if (notTried.test(subType)) return 'dropped';
  if (type !== 'Permanent' || isAmbiguous || !isPermanent(codes)) return 'soft_bounced';
  return subType === 'NoEmail' || !blamesSomethingElse(codes) ? 'hard_bounced' : 'soft_bounced';
}

/** True for a code such as 5.7.1 that is neither about the address nor as vague as 5.0.0. */
function blamesSomethingElse({ enhanced }: Codes): boolean {
  return enhanced !== undefined && !enhanced.endsWith('.0.0') && !isAddressStatus(enhanced);
}

export function codesOf({ data }: EmailEvent, isAmbiguous: boolean): Codes {
  const word = data.bounce?.subType ?? data.suppressed?.type ?? data.failed?.reason;
  return present({
    ...replyIn(data.bounce),
    provider: isAmbiguous ? 'recipient_ambiguous' : wordOf(word),
  });
}

/** The first answer of a mail server that has a code in it. */
function replyIn(bounce: EmailEvent['data']['bounce']) {
  const answers = [...(bounce?.diagnosticCode ?? []), bounce?.message ?? ''];
  return answers.map(parseSmtpReply).find((reply) => Object.keys(reply).length > 0) ?? {};
}

/** One word, such as `General` or `reached_daily_quota`: it names nobody, so it may stand in the clear. */
export function wordOf(text: string | undefined): string | undefined {
  return /^[A-Za-z_]{1,60}$/.exec(text ?? '')?.[0];
}

/** What is said of why, for people. */
export function reasonOf({ data }: EmailEvent): string | undefined {
  const { bounce, suppressed, failed } = data;
  return bounce?.diagnosticCode?.[0] ?? bounce?.message ?? suppressed?.message ?? failed?.reason;
}
