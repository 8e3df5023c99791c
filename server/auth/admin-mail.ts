import { eq } from 'drizzle-orm';
import type { Drizzle, Sql } from '#db/client.ts';
import { users } from '#db/schema/auth.ts';
import type { Instant } from '#server/domain/instant.ts';
import { deliverMail } from './deliver-mail.ts';
import { type MailSettings, mailMode } from './mail-mode.ts';
import { escapeHtml, mailButton, mailPage } from './mail-page.ts';
import type { RoleLists } from './role.ts';
import type { Mail } from './sign-in-mail.ts';

interface AdminMailDeps {
  readonly settings: MailSettings & Pick<RoleLists, 'EARSHOT_ADMIN_EMAILS'>;
  readonly sql: Sql;
  readonly db: Drizzle;
  readonly now: () => Instant;
}

/** What is told to administrators: plain text, and one link to where they can act. */
interface Letter {
  readonly subject: string;
  readonly paragraphs: readonly (readonly string[])[];
  readonly link: { readonly text: string; readonly url: string };
}

/** Mail to all who administer this installation, named by the environment or by their accounts. */
export function openAdminMail(deps: AdminMailDeps) {
  return {
    isSetUp: mailMode(deps.settings).mode !== 'off',
    /** One mail to all of them; resolves to how many they are. Throws an Error whose message names nobody. */
    async send(letter: Letter): Promise<number> {
      const admins = await adminsOf(deps);
      if (admins.length === 0) return 0;
      const { settings, sql, now } = deps;
      const mail = mailOf(letter, admins.join(', '));
      await deliverMail(mail, null, { settings, sql, now, print: () => undefined }).catch((error) => {
        throw new Error(`The mail was not taken: ${reasonOf(error)}.`);
      });
      return admins.length;
    },
  };
}

async function adminsOf({ settings, db }: AdminMailDeps): Promise<readonly string[]> {
  const accounts = await db.select({ email: users.email }).from(users).where(eq(users.role, 'admin'));
  const named = settings.EARSHOT_ADMIN_EMAILS.map((email) => email.toLowerCase());
  return [...new Set([...named, ...accounts.map(({ email }) => email)])].sort();
}

function mailOf({ subject, paragraphs, link }: Letter, to: string): Mail {
  const text = paragraphs.map((lines) => lines.join('\n')).join('\n\n');
  const html = paragraphs
    .map((lines) => `\n      <p style="margin:0 0 20px">${lines.map(escapeHtml).join('<br>')}</p>`)
    .join('');
  const button = `\n      <p style="margin:0">${mailButton(link.text, link.url)}</p>`;
  return {
    to,
    subject,
    text: `${text}\n\n${link.text}:\n${link.url}\n`,
    html: mailPage({ title: subject, body: `${html}${button}` }),
  };
}

/** A mail server's own words may repeat an address; its code does not. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z_]{2,30}$/.test(code) ? code : 'no code';
}
