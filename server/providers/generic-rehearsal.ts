import { addressKinds } from '#server/domain/contact/address-kind.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { RehearsedReport } from './provider.ts';

/** A report as a well-meaning sender of generic events would put it. */
export function genericEventOf(report: RehearsedReport) {
  const { kind } = report;
  const channel: Channel = report.recipient.startsWith('+') ? 'sms' : 'email';
  const isBounce = kind === 'hard_bounced' || kind === 'soft_bounced';
  const isWish = kind === 'unsubscribed' || kind === 'resubscribed';
  return {
    type: isBounce ? 'message.bounced' : `message.${kind}`,
    timestamp: report.at,
    // JSON leaves out what is undefined.
    data: {
      channel,
      recipient: { [addressKinds[channel]]: report.recipient },
      message_id: report.providerMessageId,
      earshot_message_id: report.messageId,
      bounce_type: isBounce ? kind.slice(0, 4) : undefined,
      codes: report.codes ?? (kind === 'hard_bounced' ? hardCodes[channel] : undefined),
      reason: report.reason,
      scope: isWish ? 'global' : undefined,
      machine: report.machine,
      category: report.category,
      template: report.template,
      subject: report.subjectLine,
      url: report.url ?? (kind === 'clicked' ? 'https://www.example.com/' : undefined),
      ip: report.ip,
      user_agent: report.userAgent,
    },
  };
}

const hardCodes = {
  email: { smtp: '550', enhanced: '5.1.1' },
  sms: { provider: 'unallocated_number' },
} as const;
