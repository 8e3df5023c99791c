import type { ReportData, ReportKind } from '#server/domain/message/report.ts';
import { isAddressStatus, mostSpecificStatus, parseSmtpReply } from '#server/domain/message/smtp-reply.ts';
import { present } from '#server/providers/text.ts';
import type { MessageEvent } from './payload.ts';

export type Codes = NonNullable<ReportData['codes']>;

/** What a reason means of a failure that is permanent; null leaves it to the codes. */
const meanings = {
  'suppress-bounce': 'dropped',
  'suppress-unsubscribe': 'dropped',
  'suppress-complaint': 'dropped',
  old: 'soft_bounced',
  espblock: 'soft_bounced',
  greylisted: 'soft_bounced',
  blacklisted: 'soft_bounced',
  bounce: null,
  hardfail: null,
  generic: null,
} as const satisfies Record<string, ReportKind | null>;
type Reason = keyof typeof meanings;

/** Codes of Mailgun's own for what it did not try, because one of its lists names the address. */
const notTried: ReadonlySet<string | undefined> = new Set(['605', '606', '607']);

/**
 * Null when the event does not say whether Mailgun goes on trying. Hard only when it is permanent, Mailgun does not
 * call it soft, and a code blames the address.
 */
export function failureKind(event: MessageEvent, codes: Codes): ReportKind | null {
  if (event.severity === undefined) return null;
  if (event.severity === 'temporary') return 'deferred';
  const status = event['delivery-status'];
  const reason = reasonOf(event);
  const meaning = reason === undefined ? null : meanings[reason];
  if (meaning !== null) return meaning;
  if (notTried.has(status?.code)) return 'dropped';
  const isSoft = status?.['bounce-type']?.toLowerCase() === 'soft';
  // Such a status is permanent by its first digit.
  return !isSoft && isAddressStatus(codes.enhanced) ? 'hard_bounced' : 'soft_bounced';
}

/**
 * What the event says in codes. Mailgun's own (498 no mail server, 499 no connection, 602 too old, 605 to 607
 * suppressed) stand where SMTP's do; they follow the reason here, such as `old/602`.
 */
export function codesOf(event: MessageEvent): Codes {
  const status = event['delivery-status'];
  const reply = parseSmtpReply(status?.message ?? '');
  const own = isSmtp(status?.code) ? undefined : digits(status?.code);
  const provider = [reasonOf(event), own].filter((part) => part !== undefined).join('/');
  return present({
    smtp: [status?.code, status?.['last-code'], reply.smtp].find(isSmtp),
    enhanced: mostSpecificStatus(status?.['enhanced-code'], status?.['bounce-code'], reply.enhanced),
    provider: provider === '' ? undefined : provider,
    attempt: status?.['attempt-no'],
  });
}

/** One of the documented words only: they name nobody, so they may stand in the clear. */
function reasonOf({ reason }: MessageEvent): Reason | undefined {
  return reason !== undefined && isReason(reason) ? reason : undefined;
}

function isReason(word: string): word is Reason {
  return Object.hasOwn(meanings, word);
}

function isSmtp(code: string | undefined): boolean {
  return code !== undefined && /^[245]\d\d$/.test(code) && code !== '498' && code !== '499';
}

function digits(code: string | undefined): string | undefined {
  return /^[1-9]\d{2}$/.exec(code ?? '')?.[0];
}
