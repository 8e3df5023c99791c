import {
  isAddressStatus,
  isPermanent,
  parseSmtpReply,
  type SmtpReply,
} from '#server/domain/message/smtp-reply.ts';
import { withoutSecrets } from '#server/providers/send-settings.ts';
import type { Refusal, SendAnswer } from '#server/providers/sender.ts';
import { line, present } from '#server/providers/text.ts';
import type { Failure, Stage } from './conversation.ts';

/**
 * What it means that a server did not take a mail. A reply is its word that it has not; without one it cannot have
 * before it was given the mail, and nobody knows after. `secrets` are taken out of what it says.
 */
export function answerTo(failure: Failure, secrets: readonly string[]): SendAnswer {
  const { stage, reply, code } = failure;
  const codes = parseSmtpReply(reply ?? '');
  const { smtp, enhanced } = codes;
  const name = [smtp, enhanced].filter((part) => part !== undefined).join(' ') || code;
  if (code === 'EMESSAGE' && reply === null) return { outcome: 'refused', kind: 'failed', ...tooLarge };
  // A connection that breaks within a reply can leave the beginning of a yes.
  if (smtp === undefined || smtp.startsWith('2')) {
    return stage === 'message'
      ? { outcome: 'unknown', reason: name }
      : { outcome: 'not_now', afterMs: null, reason: name };
  }
  if (!isPermanent(codes)) return { outcome: 'not_now', afterMs: null, reason: name };
  return present({
    outcome: 'refused',
    kind: kindOf(stage, codes),
    providerEvent: name,
    codes: present({ smtp, enhanced }),
    // What is said to a login can repeat it, in whatever form it was sent.
    reason: stage === 'login' ? undefined : line(withoutSecrets(reply ?? '', secrets), 1000),
  } as const);
}

/** The server had said how much it takes. */
const tooLarge = { providerEvent: 'SIZE', reason: 'The mail is larger than the server takes.' } as const;

/**
 * Hard only where a code blames the recipient's address. A refused recipient is soft otherwise, unless the code is
 * about our right to send (5.7.x, 530), our address (5.1.7, 5.1.8) or our commands (50x).
 */
function kindOf(stage: Stage, { smtp = '', enhanced = '' }: SmtpReply): Refusal['kind'] {
  if (stage === 'recipient') {
    if (isAddressStatus(enhanced)) return 'hard_bounced';
    return /^5\.(?:7\.|1\.[78]$)/.test(enhanced) || /^5(?:0\d|3\d)$/.test(smtp) ? 'failed' : 'soft_bounced';
  }
  if (stage !== 'message') return 'failed';
  if (isAddressStatus(enhanced)) return 'hard_bounced';
  if (enhanced.startsWith('5.2.')) return 'soft_bounced';
  // Policy, such as a filter's verdict on what the mail says.
  return enhanced.startsWith('5.7.') ? 'dropped' : 'failed';
}
