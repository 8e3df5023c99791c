import { createTransport, type Transporter } from 'nodemailer';
import type { Sql } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import { storeLocalMail } from './local-mailbox.ts';
import { type MailSettings, mailMode } from './mail-mode.ts';
import type { Mail } from './sign-in-mail.ts';

export interface MailDeps {
  readonly settings: MailSettings;
  readonly sql: Sql;
  readonly now: () => Instant;
  /** Writes one text to the terminal. */
  readonly print: (text: string) => void;
}

/**
 * Sends one mail by the installation's mode; `link` is what local mode prints too. Throws when the mail server refuses
 * it, or when there is none: then nothing is stored, printed or shown.
 */
export async function deliverMail(mail: Mail, link: string | null, deps: MailDeps): Promise<void> {
  const how = mailMode(deps.settings);
  switch (how.mode) {
    case 'smtp':
      await transportTo(how.url).sendMail({ from: how.from, ...mail });
      return;
    case 'local':
      await storeLocalMail(deps.sql, mail, deps.now());
      if (link !== null) deps.print(`\n  Sign-in link for ${mail.to}\n  ${link}\n\n`);
      return;
    case 'off':
      throw new Error('Mail is not configured: set SMTP_URL and MAIL_FROM.');
  }
}

const transports = new Map<string, Transporter>();

function transportTo(url: string): Transporter {
  const known = transports.get(url);
  if (known) return known;
  // A person waits for the answer; nodemailer by itself would wait for two minutes.
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
  const transport = createTransport({ url, ...timeouts });
  transports.set(url, transport);
  return transport;
}
