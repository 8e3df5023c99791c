import type { ReportData, ReportKind } from '#server/domain/message/report.ts';
import {
  isAddressStatus,
  isPermanent,
  mostSpecificStatus,
  parseSmtpReply,
} from '#server/domain/message/smtp-reply.ts';
import { line, present } from '#server/providers/text.ts';
import type { MessageEvent } from './payload.ts';

type Codes = NonNullable<ReportData['codes']>;

/** Classes that blame the sender or the message, whatever the codes say. */
const notTheAddress = /^(?:content|reputation|frequency or volume too high|technical failure)$/i;

/**
 * Hard only when SendGrid calls it a bounce, it is permanent, and class or code blames the address.
 * A `blocked` is never hard: SendGrid itself goes on mailing blocked addresses.
 */
export function bounceKind(event: MessageEvent, codes: Codes): ReportKind {
  const classed = event.bounce_classification ?? '';
  const isBounce = (event.type ?? 'bounce').toLowerCase() === 'bounce';
  if (!isBounce || !isPermanent(codes) || notTheAddress.test(classed)) return 'soft_bounced';
  const blamesAddress = /^invalid address$/i.test(classed) || isAddressStatus(codes.enhanced);
  return blamesAddress ? 'hard_bounced' : 'soft_bounced';
}

/** Drops that our own request or plan caused; every other drop is SendGrid's choice and restates what it knew. */
const ourFault = /^(?:invalid smtpapi header|recipient list over package quota)/i;

export function dropKind(event: MessageEvent): ReportKind {
  return ourFault.test(event.reason ?? '') ? 'failed' : 'dropped';
}

/** The documented reasons of a drop: a closed list that names nobody, so it may stand in the clear. */
const dropReason =
  /^(?:bounced address|unsubscribed address|spam reporting address|invalid|spam content|invalid smtpapi header|recipient list over package quota)/i;

/** What the event says in codes. `status` is RFC 3463 although SendGrid's page calls it an HTTP status. */
export function codesOf(event: MessageEvent): Codes {
  const reply = parseSmtpReply(event.reason ?? event.response ?? '');
  const dropped = event.event === 'dropped' ? dropReason.exec(event.reason ?? '')?.[0] : undefined;
  return present({
    smtp: reply.smtp,
    enhanced: mostSpecificStatus(event.status, reply.enhanced),
    provider: line(event.bounce_classification, 60) ?? dropped,
    attempt: event.attempt === undefined ? undefined : Number(event.attempt),
  });
}
