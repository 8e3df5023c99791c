import { refuseUnsafe } from '#server/providers/outbound-mail.ts';
import type { SendAnswer, Sender } from '#server/providers/sender.ts';
import { answerTo } from './answer.ts';
import { composed, messageIdHeader } from './compose.ts';
import { openPool } from './pool.ts';
import { type ServerSettings, settingsIn, variable } from './settings.ts';

/**
 * Hands mails to a mail server over SMTP (RFC 5321). It reports nothing back later, but mails that return name our
 * Message-ID. A server takes the same Message-ID twice, so a lost answer stays unknown.
 */
export const smtpSender: Sender<'email'> = {
  id: 'smtp',
  name: 'SMTP',
  channel: 'email',
  configure(environment) {
    const settings = settingsIn(environment);
    if (settings === null) return null;
    const pool = openPool(settings);
    const secrets = secretsIn(settings);
    return {
      isIdempotent: false,
      async send(message): Promise<SendAnswer> {
        const refusal = refuseUnsafe(message);
        if (refusal !== null) return refusal;
        const mail = await composed(message);
        const ending = await pool.deliver({ from: message.content.from.address, to: message.to }, mail);
        if (!ending.ok) return answerTo(ending, secrets);
        return { outcome: 'accepted', providerMessageId: messageIdHeader(message), kind: 'accepted' };
      },
    };
  },
  rehearsal: {
    speaks: 'smtp',
    environment: (origin) => ({
      [variable]: origin.replace(/^https?:\/\//, 'smtp://rehearsal:password-0123456789@'),
    }),
    secrets: [variable],
  },
};

function secretsIn({ login }: ServerSettings): readonly string[] {
  if (login === undefined) return [];
  const plain = Buffer.from(`\0${login.user}\0${login.pass}`).toString('base64');
  return [login.pass, plain, Buffer.from(login.pass).toString('base64')].filter((secret) => secret !== '');
}
