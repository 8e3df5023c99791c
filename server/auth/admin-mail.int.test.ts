import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { openAdminMail } from './admin-mail.ts';
import { listLocalMails } from './local-mailbox.ts';
import type { MailSettings } from './mail-mode.ts';

let database: TestDatabase;
let connection: Database;
const letter = {
  subject: 'Critical: complaints',
  paragraphs: [['3 complaints about 1,200 mails.', 'Mail to <a> & b.'], ['Second.']],
  link: { text: 'Look at this alert', url: 'https://earshot.test/admin/alerts/complaints.1?a=1&b=2' },
};

beforeAll(async () => {
  database = await createTestDatabase();
  connection = openDatabase(database.url);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});
beforeEach(async () => {
  await connection.sql`delete from local_mails`;
  await connection.sql`delete from users`;
});

const mail = (named: readonly string[], settings: MailSettings = { isLocal: true }) =>
  openAdminMail({
    settings: { ...settings, EARSHOT_ADMIN_EMAILS: named },
    sql: connection.sql,
    db: connection.db,
    now: () => '2026-03-01T10:00:00.000Z',
  });
const account = (id: string, email: string, role: string) =>
  connection.sql`insert into users (id, email, role, created_at) values (${id}, ${email}, ${role}, now())`;

describe('a letter to the administrators', () => {
  it('goes to those of the environment and those with an account, each once, and to nobody else', async () => {
    await account('u-1', 'anna@example.com', 'admin');
    await account('u-2', 'berta@example.com', 'admin');
    await account('u-3', 'carla@example.com', 'support');
    expect(await mail(['Anna@example.com', 'dora@example.com']).send(letter)).toBe(3);
    const [stored, ...others] = await listLocalMails(connection.sql);
    expect(others).toEqual([]);
    expect(stored?.to).toBe('anna@example.com, berta@example.com, dora@example.com');
  });

  it('is told whole as text, and escaped as HTML, with its link', async () => {
    await mail(['anna@example.com']).send(letter);
    const [stored] = await listLocalMails(connection.sql);
    expect(stored?.subject).toBe(letter.subject);
    expect(stored?.text.split('\n')).toEqual([
      ...['3 complaints about 1,200 mails.', 'Mail to <a> & b.', '', 'Second.', ''],
      ...['Look at this alert:', letter.link.url, ''],
    ]);
    expect(stored?.html).toContain('Mail to &lt;a&gt; &amp; b.');
    expect(stored?.html).toContain('href="https://earshot.test/admin/alerts/complaints.1?a=1&amp;b=2"');
  });

  it('is no mail where there is no administrator', async () => {
    expect(await mail([]).send(letter)).toBe(0);
    expect(await listLocalMails(connection.sql)).toEqual([]);
  });

  it('fails without saying to whom when the mail server does', async () => {
    const smtp = { isLocal: false, SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'earshot@example.com' };
    expect(mail(['anna@example.com'], smtp).isSetUp).toBe(true);
    await expect(mail(['anna@example.com'], smtp).send(letter)).rejects.toThrow(
      /^The mail was not taken: [A-Z]+\.$/,
    );
  });

  it('cannot be sent where nothing sends mail', () => {
    expect(mail(['anna@example.com'], { isLocal: false }).isSetUp).toBe(false);
    expect(mail(['anna@example.com']).isSetUp).toBe(true);
  });
});
