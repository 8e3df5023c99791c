import type { Sql } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import { deliverMail } from './deliver-mail.ts';
import { erasureMail } from './erasure-mail.ts';
import { type MailSettings, mailMode } from './mail-mode.ts';

interface AccountDeps {
  readonly settings: MailSettings;
  readonly sql: Sql;
  readonly now: () => Instant;
}

interface WhomToForget {
  readonly accountIds: readonly string[];
  readonly emails: readonly string[];
  /** Of those whom a host handed over. */
  readonly userIds: readonly string[];
}

/** What there is of people beyond events: accounts, sessions, links that sign in, and mails that local mode keeps. */
export function openAccounts(deps: AccountDeps) {
  return {
    /** Forgets all of it. */
    forget: (who: WhomToForget) => forget(deps.sql, who),

    /** Writes to somebody for the last time. False where mail is not set up; throws when it is not taken. */
    async sayFarewell(to: string, language: 'en' | 'de'): Promise<boolean> {
      const { settings, sql, now } = deps;
      if (mailMode(settings).mode === 'off') return false;
      const mail = erasureMail({ to, language });
      await deliverMail(mail, null, { settings, sql, now, print: () => undefined });
      return true;
    },
  };
}

async function forget(sql: Sql, { accountIds, emails, userIds }: WhomToForget): Promise<void> {
  const known = emails.map((email) => email.trim().toLowerCase());
  await sql.begin(async (transaction) => {
    // Sessions of accounts go with them.
    const gone = await transaction<{ email: string }[]>`
      delete from users where email = any(${known}::text[]) or id = any(${[...accountIds]}::text[])
      returning email`;
    const addresses = [...known, ...gone.map(({ email }) => email)];
    await transaction`delete from verification_tokens where lower(email) = any(${addresses}::text[])`;
    await transaction`delete from local_mails where lower(recipient) = any(${addresses}::text[])`;
    await transaction`delete from embedded_sessions where person_id = any(${[...userIds]}::text[])`;
  });
}
