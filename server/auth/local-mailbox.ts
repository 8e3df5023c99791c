import type { Sql } from '#db/client.ts';
import type { Mail } from './sign-in-mail.ts';

export interface LocalMail extends Mail {
  readonly id: number;
  /** ISO 8601. */
  readonly sentAt: string;
}

const KEPT = 100;

/** Puts a mail where the local mailbox page finds it, and drops all but the newest hundred. */
export async function storeLocalMail(sql: Sql, mail: Mail, sentAt: string): Promise<void> {
  await sql`
    insert into local_mails (recipient, subject, text, html, sent_at)
    values (${mail.to}, ${mail.subject}, ${mail.text}, ${mail.html}, ${sentAt})`;
  await sql`
    delete from local_mails where id <= (select id from local_mails order by id desc offset ${KEPT} limit 1)`;
}

/** Newest first. */
export async function listLocalMails(sql: Sql): Promise<LocalMail[]> {
  const rows = await sql<(Mail & { id: number; sent_at: string | Date })[]>`
    select id, recipient as "to", subject, text, html, sent_at from local_mails order by id desc limit ${KEPT}`;
  return rows.map(({ sent_at, ...mail }) => ({ ...mail, sentAt: new Date(sent_at).toISOString() }));
}
